import CurlHTTP
import Foundation
import TestSupport

/// A ``HelloServer`` that runs.
struct RunningHello: Sendable {
    let url: String
    /// Of its process.
    let identifier: Int32
    let http: CurlClient

    /// Runs one as a process of its own while it is compared with.
    static func with<Value>(_ body: (RunningHello) async throws -> Value) async throws -> Value {
        let child = try ChildProcess([BuiltPrograms.benchmark, "hello"])
        defer { child.end() }
        let url = await child.read { $0.contains("\n") }.trimmingCharacters(in: .newlines)
        let http = try CurlClient()
        let value = try await body(RunningHello(url: url, identifier: child.identifier, http: http))
        await http.shutdown()
        return value
    }

    /// Sends what a request for help would be, and takes its answer.
    func ask() async throws {
        let request = HTTPRequest(
            method: .post, url: url, headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(#"{"operator":"10000","route":"*5002"}"#.utf8))
        let status = try await http.send(request).status
        guard status == 200 else { throw MeasuredBridge.Failure(description: "hello answers \(status)") }
    }
}
