import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// A real CRM on SQLite, made and started by a script, and a call centre that asks it through the shipped mapping.
struct CRMLab: Sendable {
    /// The CRMs that can be had from PyPI; the name is that of the mapping, and of the script before `-lab`.
    enum Kind: String {
        case roundup, tryton

        fileprivate var script: String { "\(rawValue)-lab" }
    }

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
        /// As the mapping wants them; each of the two has a password.
        var credentials: [String: String]
    }

    private let kind: Kind
    private let directory: URL
    private let server: Server
    private var configuration: URL { directory.appendingPathComponent("helpbridge.yaml") }

    /// Starts it without anybody in it, lets a scenario play in it, and takes it down.
    ///
    /// - Throws: a cancellation of the test, with the reason, on a machine that cannot have it.
    static func run(_ kind: Kind, _ scenario: (CRMLab) async throws -> Void) async throws {
        do {
            try await RepositoryScript.run(kind.script, ["setup"])
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "hb-\(kind.rawValue)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let log = directory.appendingPathComponent("lab.log").path
        let child = try ChildProcess(
            [RepositoryScript.path(kind.script), "serve", directory.appendingPathComponent("server").path],
            errorFile: log)
        defer { child.terminate() }
        let line = await child.read { $0.contains("\n") }
        guard let server = try? JSONDecoder().decode(Server.self, from: Data(line.utf8)) else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "\(kind.script) serve did not start: \(line) \(text)")
        }
        let lab = CRMLab(kind: kind, directory: directory, server: server)
        try await lab.prepareBridge()
        try await scenario(lab)
    }

    /// Creates the people, through the CRM's own API: 101 works for 200; 201 is there too.
    func populate() async throws {
        try await change("populate")
    }

    /// Takes somebody out as one who has left, through the CRM's own API; they stay the supervisor of others.
    func retire(_ number: String) async throws {
        try await change("retire", number)
    }

    /// Sets somebody's supervisor, through the CRM's own API.
    ///
    /// - Parameter supervisor: an extension; `nil` for nobody.
    func setSupervisor(of caller: String, to supervisor: String?) async throws {
        try await change("supervise", caller, supervisor ?? "none")
    }

    /// What is noted on an employee, in the CRM itself, the oldest first.
    func notes(on number: String) async throws -> [String] {
        let output = try await RepositoryScript.run(
            kind.script, ["notes", server.url, server.credentials["password"] ?? "", number])
        return try JSONDecoder().decode([String].self, from: Data(output.utf8))
    }

    /// Serves with a simulated PBX while a scenario plays.
    func serve(_ scenario: (BridgeProcess) async throws -> Void) async throws {
        let bridge = try await BridgeProcess.serve(configuration)
        defer { bridge.stop() }
        try await scenario(bridge)
    }

    /// Writes a finished request into the CRM, as an administrator would.
    func report(_ request: HelpRequestID) async throws -> String {
        try await BridgeProcess.run(
            ["mapping", "report", "--source", "crm", "--request", "\(request)", "--config", configuration.path],
            in: directory)
    }

    private func change(_ command: String, _ arguments: String...) async throws {
        try await RepositoryScript.run(
            kind.script, [command, server.url, server.credentials["password"] ?? ""] + arguments)
    }

    /// Asks who an operator's manager is, as an administrator would.
    func ask(_ caller: String) async throws -> Answer {
        let output = try await BridgeProcess.run(
            [
                "mapping", "ask", "--source", "crm", "--operator", caller, "--json", "--config", configuration.path,
            ], in: directory)
        return try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    }

    private func prepareBridge() async throws {
        let yaml = """
            http: {port: 0}
            database: {path: var/helpbridge.sqlite}
            pbx: {driver: simulated}
            auth: {tokens: ["\(BridgeProcess.token)"]}
            crm: {mappings: "\(RepositoryScript.repository.appendingPathComponent("Mappings").path)"}
            voices: "\(RepositoryScript.repository.appendingPathComponent("Voices").path)"
            """
        try yaml.write(to: configuration, atomically: true, encoding: .utf8)
        let credentials = server.credentials.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
        let callCenter = """
            departments:
              - {id: support, name: پشتیبانی}
            operators:
              - {extension: "101", name: علی رضایی, department: support}
              - {extension: "999", name: نادر, department: support}
            sources:
              - {id: crm, mapping: \(kind.rawValue), baseURL: "\(server.url)", timeoutMilliseconds: 10000,
                 credentials: {\(credentials)}}
            routes:
              - {code: "*5003", name: Support help, detection: crm, sources: [crm], voice: en, mode: consult}
              - {code: "*5004", name: Nobody, detection: department, voice: en, mode: consult}
            """
        let file = directory.appendingPathComponent("callcenter.yaml")
        try callCenter.write(to: file, atomically: true, encoding: .utf8)
        try await BridgeProcess.run(["apply", file.path, "--config", configuration.path], in: directory)
    }
}
