public import CurlHTTP
public import Foundation
public import HelpDesk

@testable import HelpBridge

/// A bridge that serves, as a program with an API token sees it.
public protocol RunningBridge: Sendable {
    /// Without a slash at its end.
    var url: String { get }
    var token: String { get }
    var client: CurlClient { get }
}

/// What a bridge, or the program, was expected to do and has not done.
public struct BridgeFailure: Error, CustomStringConvertible {
    public var description: String

    public init(description: String) {
        self.description = description
    }
}

extension RunningBridge {
    /// - Parameter body: members of a JSON object; `nil` for no body.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [String: String]? = nil,
        timeout: Duration = .seconds(300)
    ) async throws -> HTTPResponse {
        try await client.send(
            HTTPRequest(
                method: method, url: url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(token)"), HTTPHeader("Content-Type", "application/json"),
                ], body: body.map { Array(try JSONEncoder().encode($0)) } ?? [], connectTimeout: timeout,
                totalTimeout: timeout))
    }

    /// - Returns: the answer, whose status is as expected.
    /// - Throws: ``BridgeFailure`` with the answer when it is not.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [String: String]? = nil, expecting status: Int
    ) async throws -> Data {
        let response = try await send(method, path, body)
        guard response.status == status else {
            throw BridgeFailure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return Data(response.body)
    }

    /// Asks for help.
    ///
    /// - Parameter more: further members of the body.
    public func request(
        operator number: String, route: String, _ more: [String: String] = [:]
    ) async throws -> HelpRequest {
        let members = ["operator": number, "route": route].merging(more) { $1 }
        return try RequestPrinter.decode(try await send(.post, "/v1/help-requests", members, expecting: 202))
    }

    public func request(_ id: HelpRequestID) async throws -> HelpRequest {
        try RequestPrinter.decode(try await send(.get, "/v1/help-requests/\(id)", expecting: 200))
    }

    /// Follows the request until it is as wanted.
    @discardableResult
    public func wait(
        for id: HelpRequestID, timeout: Duration = .seconds(300), until isWanted: (HelpRequest) -> Bool
    ) async throws -> HelpRequest {
        let follower = HelpRequestFollower(url: url, token: token, http: client, timeout: timeout)
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
        guard isSo, let last else {
            throw BridgeFailure(description: "waited \(timeout) in vain for request \(id): \(String(describing: last))")
        }
        return last
    }

    /// Asks who would be rung.
    public func explain(operator number: String, route: String) async throws -> Explanation {
        let body = try await send(.post, "/v1/explain", ["operator": number, "route": route], expecting: 200)
        return try JSONDecoder().decode(Explanation.self, from: body)
    }
}
