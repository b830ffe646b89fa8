import CurlHTTP
import Foundation
import TestSupport

/// The program under measurement, in a separate process.
final class MeasuredBridge: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let token = "benchmark"

    let url: String
    private let child: ChildProcess
    /// The process ID.
    var identifier: Int32 { child.identifier }
    private let http: CurlClient

    private init(url: String, child: ChildProcess) throws {
        self.url = url
        self.child = child
        http = try CurlClient()
    }

    /// The number of operators, from extension 100 on: enough that an operator in a flood has no open request when
    /// their turn comes again.
    static let operators = 2000

    /// Runs a measurement in a temporary directory, which is removed with its contents.
    static func withDirectory<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try await body(directory)
    }

    /// Starts the bridge with a PBX and a CRM, and two routes for all operators, one for each figure.
    static func start(in directory: URL, ari: FakeARI, crmPort: Int) async throws -> MeasuredBridge {
        let operators = (100..<(100 + Self.operators)).map {
            "  - {extension: \"\($0)\", name: اپراتور, department: support}"
        }
        let bridge = try await start(
            in: directory,
            settings: """
                pbx: {driver: ari, ari: {url: "\(ari.url)", username: helpbridge, password: secret}}
                """,
            callCenter: """
                departments:
                  - {id: support, name: پشتیبانی, helpers: [{extension: "900", name: سارا کریمی}]}
                operators:
                \(operators.joined(separator: "\n"))
                sources:
                  - {id: main, mapping: generic, baseURL: "http://127.0.0.1:\(crmPort)", timeoutMilliseconds: 800}
                routes:
                  - {code: "*5002", name: Table, detection: department, voice: fa}
                  - {code: "*5003", name: CRM, detection: crm, sources: [main], voice: fa}
                """)
        try await ari.observation { $0.openStreams == 1 }
        return bridge
    }

    /// Writes a configuration and a call centre, and starts the program built along with this one.
    ///
    /// - Parameter settings: the configuration in addition to the port, the token and the log.
    static func start(in directory: URL, settings: String, callCenter: String) async throws -> MeasuredBridge {
        try configure(settings, in: directory)
        try await apply(callCenter, in: directory)
        return try await serve(in: directory)
    }

    static func configure(_ settings: String, in directory: URL) throws {
        try """
        http: {host: 127.0.0.1, port: 0, limits: {connectionsPerAddress: 10000}}
        auth: {tokens: ["\(token)"]}
        log: {level: warning}
        \(settings)
        """.write(to: configuration(in: directory), atomically: true, encoding: .utf8)
    }

    static func apply(_ text: String, in directory: URL) async throws {
        let callCenter = directory.appendingPathComponent("callcenter.yaml")
        try text.write(to: callCenter, atomically: true, encoding: .utf8)
        let log = log(in: directory)
        let apply = try ChildProcess(
            [BuiltPrograms.bridge, "apply", callCenter.path, "--config", configuration(in: directory).path],
            errorFile: log)
        _ = await apply.read()
        guard apply.waitForExit().exitCode == 0 else { throw failure("apply", log) }
    }

    /// Starts the bridge with the existing contents of the directory.
    static func serve(in directory: URL) async throws -> MeasuredBridge {
        let log = log(in: directory)
        let child = try ChildProcess(
            [BuiltPrograms.bridge, "serve", "--config", configuration(in: directory).path], errorFile: log)
        let line = await child.read { $0.contains("\n") }
        guard let url = line.split(separator: " ").last.map({ $0.trimmingCharacters(in: .newlines) }),
            url.hasPrefix("http")
        else {
            child.end()
            throw failure("serve", log)
        }
        return try MeasuredBridge(url: url, child: child)
    }

    private static func configuration(in directory: URL) -> URL {
        directory.appendingPathComponent("helpbridge.yaml")
    }

    private static func log(in directory: URL) -> String {
        directory.appendingPathComponent("log").path
    }

    private static func failure(_ command: String, _ log: String) -> Failure {
        Failure(
            description: "helpbridge \(command): \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")")
    }

    /// Requests help; returns the request's ID.
    func request(operator number: String, route: String) async throws -> String {
        let response = try await post("/v1/help-requests", operator: number, route: route)
        guard response.status == 202, let location = response.header("Location"),
            let id = location.split(separator: "/").last
        else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return String(id)
    }

    /// Requests help, and returns the answer or the error.
    func call(operator number: String, route: String) async -> Swift.Result<HTTPResponse, any Error> {
        do {
            return .success(try await post("/v1/help-requests", operator: number, route: route))
        } catch {
            return .failure(error)
        }
    }

    /// Asks who would be rung, without ringing.
    func explain(operator number: String, route: String) async throws {
        let response = try await post("/v1/explain", operator: number, route: route)
        guard response.status == 200 else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
    }

    /// Requests a page or a resource.
    func get(_ path: String) async throws -> HTTPResponse {
        try await http.send(
            HTTPRequest(
                method: .get, url: url + path, headers: [HTTPHeader("Authorization", "Bearer \(Self.token)")],
                connectTimeout: .seconds(60), totalTimeout: .seconds(60)))
    }

    /// Waits until the bridge reports that it is ready.
    func waitUntilReady() async throws {
        while try await get("/readyz").status != 200 { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Follows all help requests until the task is cancelled.
    ///
    /// - Parameter onContent: receives the content, piece by piece, on the client's thread.
    func follow(_ onContent: @escaping @Sendable ([UInt8]) -> Void) async throws {
        let request = HTTPRequest(
            method: .get, url: url + "/v1/events", headers: [HTTPHeader("Authorization", "Bearer \(Self.token)")],
            totalTimeout: .seconds(600), maximumBodyBytes: 1 << 40)
        let response = try await http.stream(request, onContent: onContent)
        throw Failure(description: "the event stream ended with \(response.status)")
    }

    /// Returns the extension of the operator at a position of the sequence.
    static func number(of position: Int) -> String { "\(100 + position % operators)" }

    /// Returns the JSON of a call for help.
    static func call(operator number: String, route: String) -> String {
        #"{"operator":"\#(number)","route":"\#(route)"}"#
    }

    /// Requests help at a fixed rate, regardless of the answers.
    ///
    /// - Parameter body: returns the JSON of a call by its number.
    func flood(
        rate: Int, for seconds: Int, body: @escaping @Sendable (Int) -> String
    ) async throws -> Flood.Result {
        guard let port = URL(string: url)?.port else { throw Failure(description: "\(url) has no port") }
        return try await FloodConnections.send(to: port, token: Self.token, rate: rate, for: seconds, body: body)
    }

    private func post(_ path: String, operator number: String, route: String) async throws -> HTTPResponse {
        let body = Self.call(operator: number, route: route)
        return try await http.send(
            HTTPRequest(
                method: .post, url: url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(Self.token)"),
                    HTTPHeader("Content-Type", "application/json"),
                ], body: Array(body.utf8), connectTimeout: .seconds(60), totalTimeout: .seconds(60)))
    }

    func stop() {
        child.end()
    }
}
