import CurlHTTP
import Foundation
import TestSupport

/// A running ``HelloServer``.
struct RunningHello: Sendable {
    let url: String
    /// The process ID.
    let identifier: Int32
    let http: CurlClient

    /// Runs a server in a separate process for the duration of a measurement.
    static func with<Value>(_ body: (RunningHello) async throws -> Value) async throws -> Value {
        let child = try ChildProcess([BuiltPrograms.benchmark, "hello"])
        defer { child.end() }
        let url = await child.read { $0.contains("\n") }.trimmingCharacters(in: .newlines)
        let http = try CurlClient()
        let value = try await body(RunningHello(url: url, identifier: child.identifier, http: http))
        await http.shutdown()
        return value
    }

    /// Sends a request with the body of a request for help, and checks the answer.
    func ask() async throws {
        let request = HTTPRequest(
            method: .post, url: url, headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(#"{"operator":"10000","route":"*5002"}"#.utf8))
        let status = try await http.send(request).status
        guard status == 200 else { throw MeasuredBridge.Failure(description: "hello answers \(status)") }
    }
}
