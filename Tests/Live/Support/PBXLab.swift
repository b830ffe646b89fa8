import Foundation
import TestSupport
import Testing

/// A real Asterisk in a folder, made and started by `Scripts/pbx-lab`.
struct PBXLab: Sendable, Decodable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let version: String
    let ari: String
    let sipPort: Int
    let amiPort: Int
    let username: String
    let password: String
    let directory: String

    /// Where this repository is: the folder above `Tests/Live/Support`.
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let usualPhones = ["101", "102", "200", "201", "202", "900"]

    private static var script: String { repository.appendingPathComponent("Scripts/pbx-lab").path }

    /// Makes the version, once and for all runs, and starts it; one that was stopped in that directory comes back as it
    /// was.
    ///
    /// - Parameters:
    ///   - phones: further extensions that may register.
    ///   - contacts: how many phones may register under one of them.
    /// - Throws: a cancellation of the test, with the reason, on a machine that cannot have it.
    static func start(
        _ version: AsteriskVersion, in directory: URL, phones: some Sequence<String> = [], contacts: Int = 1
    ) async throws -> PBXLab {
        let log = directory.appendingPathComponent("pbx-lab.log").path
        try await run(["make", version.rawValue], log: log)
        let output = try await run(
            [
                "start", version.rawValue, directory.path, "--phones",
                Set(usualPhones).union(phones).sorted().joined(separator: " "), "--contacts", String(contacts),
            ], log: log)
        return try JSONDecoder().decode(PBXLab.self, from: Data(output.utf8))
    }

    /// The port of its HTTP server.
    var ariPort: Int { URL(string: ari)?.port ?? 80 }

    func stop() async throws {
        _ = try await Self.run(["stop", directory], log: "\(directory)/pbx-lab.log")
    }

    /// Gives Asterisk's console a command.
    func console(_ command: String) async throws -> String {
        try await Self.run(["cli", directory, command], log: "\(directory)/pbx-lab.log")
    }

    /// What Asterisk has logged since it was started.
    var log: String {
        get throws { try String(contentsOfFile: "\(directory)/asterisk/log/full", encoding: .utf8) }
    }

    @discardableResult
    private static func run(_ arguments: [String], log: String) async throws -> String {
        let child = try ChildProcess([script] + arguments, errorFile: log)
        let output = await child.read()
        switch child.waitForExit().exitCode {
        case 0: return output
        case 77: try Test.cancel("pbx-lab: \(tail(of: log))")
        case let code: throw Failure(description: "pbx-lab \(arguments) ended with \(code): \(tail(of: log))")
        }
    }

    private static func tail(of file: String) -> String {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(3).joined(separator: " / ")
    }
}
