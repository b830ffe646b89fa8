public import Foundation

/// A script of this repository that makes something for the tests, or drives it.
public enum RepositoryScript {
    /// This machine cannot have what the script makes: it is offline, or has no Python.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description: String
    }

    /// The script ended with a failure.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The script could not be started for want of its interpreter (as a shell says it), or says so itself.
    private static let unavailableCodes: Set<Int32> = [77, 127]

    /// The folder above `Tests/Support/Process`.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Where a script is.
    public static func path(_ name: String) -> String {
        repository.appendingPathComponent("Scripts/\(name)").path
    }

    /// Runs a script of the folder `Scripts` to its end.
    ///
    /// - Returns: what it printed, without the last line's end.
    /// - Throws: ``Unavailable`` or ``Failure``, with the end of its error output.
    @discardableResult
    public static func run(_ name: String, _ arguments: [String] = []) async throws -> String {
        let errors = FileManager.default.temporaryDirectory.appendingPathComponent("hb-script-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: errors) }
        let child = try ChildProcess([path(name)] + arguments, errorFile: errors.path)
        let output = await child.read()
        let code = child.waitForExit().exitCode
        guard code != 0 else { return output.trimmingCharacters(in: .newlines) }
        let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        let reason = text.split(separator: "\n").suffix(3).joined(separator: " / ")
        if unavailableCodes.contains(code) { throw Unavailable(description: reason) }
        throw Failure(description: "\(name) \(arguments) ended with \(code): \(reason)")
    }

    /// The interpreter of the virtual environment with that list of packages, which is made on the first call.
    ///
    /// - Parameter packages: a list in `Scripts/test-tools.d`, such as `python`.
    public static func python(with packages: String) async throws -> String {
        try await run("test-tools", [packages])
    }
}
