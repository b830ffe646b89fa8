import Foundation

/// A group of related figures of the table, measured in a separate folder.
protocol RatioMeasurement: Sendable {
    /// The name that is printed if the measurement is skipped.
    var name: String { get }

    /// - Throws: ``MissingProgram`` if the figures cannot be measured on this machine.
    func ratios(in directory: URL) async throws -> [Ratio]
}

/// A program needed for a measurement is missing on this machine.
struct MissingProgram: Error, CustomStringConvertible {
    /// The missing program, and how to get it.
    var description: String

    /// - Throws: ``MissingProgram`` if there is no executable at a path, which is that of a Debian package.
    static func check(_ path: String) throws {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw MissingProgram(description: "there is no \(path); Scripts/install-deps bench installs it")
        }
    }
}
