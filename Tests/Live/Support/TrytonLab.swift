import Foundation
import TestSupport
import Testing

/// A real Tryton on SQLite, made and started by `Scripts/tryton-lab`, and a call centre that asks it.
struct TrytonLab: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What `mapping ask --json` says.
    struct Answer: Decodable, Equatable {
        struct Manager: Decodable, Equatable {
            var `extension`: String
            var name: String?
        }

        var result: String
        var managers: [Manager]
    }

    private struct Server: Decodable {
        var url: String
        var database: String
        var user: String
        var password: String
    }

    private static let script = "tryton-lab"

    private let directory: URL
    private let server: Server
    private var configuration: URL { directory.appendingPathComponent("helpbridge.yaml") }

    /// Starts it on a database without a company, lets a scenario play in it, and takes it down.
    ///
    /// - Throws: a cancellation of the test, with the reason, on a machine that cannot have it.
    static func run(_ scenario: (TrytonLab) async throws -> Void) async throws {
        do {
            try await RepositoryScript.run(script, ["setup"])
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-tryton-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let log = directory.appendingPathComponent("tryton-lab.log").path
        let child = try ChildProcess(
            [RepositoryScript.path(script), "serve", directory.appendingPathComponent("server").path], errorFile: log)
        defer { child.terminate() }
        let line = await child.read { $0.contains("\n") }
        guard let server = try? JSONDecoder().decode(Server.self, from: Data(line.utf8)) else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "tryton-lab serve did not start: \(line) \(text)")
        }
        let lab = TrytonLab(directory: directory, server: server)
        try await lab.prepareBridge()
        try await scenario(lab)
    }

    /// Creates the company, through Tryton's own API: 101 works for 200; 201 is there too.
    func populate() async throws {
        try await RepositoryScript.run(Self.script, ["populate", server.url, server.password])
    }

    /// Sets an employee's supervisor, through Tryton's own API.
    ///
    /// - Parameter supervisor: an extension; `nil` for nobody.
    func setSupervisor(of caller: String, to supervisor: String?) async throws {
        try await RepositoryScript.run(
            Self.script, ["supervise", server.url, server.password, caller, supervisor ?? "none"])
    }

    /// Asks who an operator's manager is, as an administrator would.
    func ask(_ caller: String) async throws -> Answer {
        let output = try await BridgeProcess.run(
            [
                "mapping", "ask", "--source", "tryton", "--operator", caller, "--json", "--config", configuration.path,
            ], in: directory)
        return try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    }

    private func prepareBridge() async throws {
        let yaml = """
            database: {path: var/helpbridge.sqlite}
            pbx: {driver: simulated}
            crm: {mappings: "\(RepositoryScript.repository.appendingPathComponent("Mappings").path)"}
            voices: "\(RepositoryScript.repository.appendingPathComponent("Voices").path)"
            """
        try yaml.write(to: configuration, atomically: true, encoding: .utf8)
        let callCenter = """
            departments:
              - {id: support, name: پشتیبانی}
            operators:
              - {extension: "101", name: علی رضایی, department: support}
              - {extension: "999", name: نادر, department: support}
            sources:
              - {id: tryton, mapping: tryton, baseURL: "\(server.url)", timeoutMilliseconds: 10000,
                 credentials: {database: "\(server.database)", user: "\(server.user)", password: "\(server.password)"}}
            """
        let file = directory.appendingPathComponent("callcenter.yaml")
        try callCenter.write(to: file, atomically: true, encoding: .utf8)
        try await BridgeProcess.run(["apply", file.path, "--config", configuration.path], in: directory)
    }
}
