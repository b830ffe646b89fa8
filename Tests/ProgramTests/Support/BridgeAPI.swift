import CurlHTTP
import Foundation
import HelpDesk

@testable import HelpBridge

/// A running bridge, as a program with the token of ``ProgramRunner/serve(_:settings:_:)`` sees it.
struct BridgeAPI: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let url: String
    let client: CurlClient

    /// Asks a bridge for the length of a closure.
    static func with<Value>(_ url: String, _ body: (BridgeAPI) async throws -> Value) async throws -> Value {
        let client = try CurlClient()
        do {
            let value = try await body(BridgeAPI(url: url, client: client))
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [String: String]? = nil,
        timeout: Duration = .seconds(300)
    ) async throws -> HTTPResponse {
        try await client.send(
            HTTPRequest(
                method: method, url: url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer program-test"), HTTPHeader("Content-Type", "application/json"),
                ], body: body.map { Array(try JSONEncoder().encode($0)) } ?? [], connectTimeout: timeout,
                totalTimeout: timeout))
    }

    func request(operator number: String, route: String) async throws -> HelpRequest {
        let response = try await send(.post, "/v1/help-requests", ["operator": number, "route": route])
        guard response.status == 202 else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return try RequestPrinter.decode(Data(response.body))
    }

    func request(_ id: HelpRequestID) async throws -> HelpRequest {
        try RequestPrinter.decode(Data(try await send(.get, "/v1/help-requests/\(id)").body))
    }

    /// Follows the request until it is as wanted.
    func wait(
        for id: HelpRequestID, timeout: Duration = .seconds(300), until isWanted: (HelpRequest) -> Bool
    ) async throws -> HelpRequest {
        let follower = HelpRequestFollower(url: url, token: "program-test", http: client, timeout: timeout)
        var last: HelpRequest?
        let isSo: Bool
        do {
            isSo = try await follower.follow(id) { raw in
                let request = try RequestPrinter.decode(raw)
                last = request
                return isWanted(request)
            }
        } catch CurlHTTPError.timedOut {
            isSo = false
        }
        guard isSo, let last else { throw Failure(description: "waited in vain: \(String(describing: last))") }
        return last
    }

    func explain(operator number: String, route: String) async throws -> Explanation {
        let response = try await send(.post, "/v1/explain", ["operator": number, "route": route])
        guard response.status == 200 else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return try JSONDecoder().decode(Explanation.self, from: Data(response.body))
    }
}
