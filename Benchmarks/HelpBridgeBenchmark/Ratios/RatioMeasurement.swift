import Foundation

/// A part of the table: what belongs together, measured in a folder of its own.
protocol RatioMeasurement: Sendable {
    /// As it is told when it is left out.
    var name: String { get }

    /// - Throws: ``MissingProgram`` where it cannot be measured.
    func ratios(in directory: URL) async throws -> [Ratio]
}

/// This machine lacks what the bridge is to be measured beside.
struct MissingProgram: Error, CustomStringConvertible {
    /// What is missing, and how to get it.
    var description: String

    /// - Throws: itself when a program of that Debian package is not there.
    static func check(_ path: String) throws {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw MissingProgram(description: "there is no \(path); Scripts/install-deps bench installs it")
        }
    }
}
