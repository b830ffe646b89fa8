import CurlHTTP
import Foundation
import TestSupport

/// The program under measurement, as a process of its own.
final class MeasuredBridge: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let token = "benchmark"

    private let url: String
    private let child: ChildProcess
    private let http: CurlClient

    private init(url: String, child: ChildProcess) throws {
        self.url = url
        self.child = child
        http = try CurlClient()
    }

    /// Writes a configuration and a call centre of 100 operators, and starts the program that was built beside this one.
    static func start(in directory: URL, ari: FakeARI, crmPort: Int) async throws -> MeasuredBridge {
        let configuration = directory.appendingPathComponent("helpbridge.yaml")
        let callCenter = directory.appendingPathComponent("callcenter.yaml")
        try """
        http: {host: 127.0.0.1, port: 0}
        pbx: {driver: ari, ari: {url: "\(ari.url)", username: helpbridge, password: secret}}
        auth: {tokens: ["\(token)"]}
        log: {level: warning}
        """.write(to: configuration, atomically: true, encoding: .utf8)
        let operators = (100..<200).map { "  - {extension: \"\($0)\", name: اپراتور, department: support}" }
        try """
        departments:
          - {id: support, name: پشتیبانی, helpers: [{extension: "900", name: سارا کریمی}]}
        operators:
        \(operators.joined(separator: "\n"))
        sources:
          - {id: main, mapping: generic, baseURL: "http://127.0.0.1:\(crmPort)", timeoutMilliseconds: 800}
        routes:
          - {code: "*5002", name: Table, detection: department, voice: fa}
          - {code: "*5003", name: CRM, detection: crm, sources: [main], voice: fa}
        """.write(to: callCenter, atomically: true, encoding: .utf8)
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("helpbridge").path
        let log = directory.appendingPathComponent("log").path
        let apply = try ChildProcess(
            [program, "apply", callCenter.path, "--config", configuration.path], errorFile: log)
        _ = await apply.read()
        guard apply.waitForExit().exitCode == 0 else { throw failure("apply", log) }
        let child = try ChildProcess([program, "serve", "--config", configuration.path], errorFile: log)
        let line = await child.read { $0.contains("\n") }
        guard let url = line.split(separator: " ").last.map({ $0.trimmingCharacters(in: .newlines) }),
            url.hasPrefix("http")
        else { throw failure("serve", log) }
        try await ari.observation { $0.openStreams == 1 }
        return try MeasuredBridge(url: url, child: child)
    }

    private static func failure(_ command: String, _ log: String) -> Failure {
        Failure(
            description: "helpbridge \(command): \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")")
    }

    /// Asks for help; returns the id of the request.
    func request(operator number: String, route: String) async throws -> String {
        let body = #"{"operator":"\#(number)","route":"\#(route)"}"#
        let response = try await http.send(
            HTTPRequest(
                method: .post, url: "\(url)/v1/help-requests",
                headers: [
                    HTTPHeader("Authorization", "Bearer \(Self.token)"),
                    HTTPHeader("Content-Type", "application/json"),
                ], body: Array(body.utf8)))
        guard response.status == 202, let location = response.header("Location"),
            let id = location.split(separator: "/").last
        else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return String(id)
    }

    func stop() {
        child.end()
    }
}
