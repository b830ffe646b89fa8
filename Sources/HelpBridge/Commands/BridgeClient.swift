import CurlHTTP
import Foundation
import HelpDesk

/// A client of a running bridge, which uses the API like any program with a token.
struct BridgeClient: Sendable {
    /// The body of an error response.
    private struct Problem: Decodable {
        struct Field: Decodable {
            var field: String
            var message: String
        }

        var title: String
        var detail: String?
        var errors: [Field]?
    }

    let url: String
    private let token: String
    private let http: CurlClient

    init(url: String, token: String, connection: CurlClient.Configuration = .init()) throws {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
        http = try CurlClient(configuration: connection)
    }

    /// Closes the connections; the client cannot be used afterwards.
    func close() async {
        await http.shutdown()
    }

    /// Asks for help.
    ///
    /// - Parameter body: the JSON of `POST /v1/help-requests`.
    /// - Returns: the request's JSON.
    func ask(_ body: [String: String]) async throws -> Data {
        try await send(.post, "/v1/help-requests", body: JSONEncoder().encode(body))
    }

    /// Asks what a request would do, without making one.
    ///
    /// - Parameter body: the JSON of `POST /v1/explain`.
    /// - Returns: the explanation's JSON.
    func explain(_ body: [String: String]) async throws -> Data {
        try await send(.post, "/v1/explain", body: JSONEncoder().encode(body))
    }

    /// Returns a help request.
    ///
    /// - Returns: the request's JSON.
    func request(_ id: String) async throws -> Data {
        try await send(.get, "/v1/help-requests/\(id)")
    }

    /// Asks a lookup source for an operator's manager, without ringing anybody.
    ///
    /// - Returns: the JSON of `POST /v1/sources/{id}/ask`.
    func ask(source: String, about operatorExtension: String) async throws -> Data {
        try await send(.post, "/v1/sources/\(source)/ask", body: JSONEncoder().encode(["operator": operatorExtension]))
    }

    /// Returns people's actions on a help request from the audit log, oldest first.
    ///
    /// - Returns: `nil` if the token may not read the audit log.
    func actions(on request: HelpRequest) async throws -> [RequestDetails.AuditedAction]? {
        struct Page: Decodable {
            var items: [RequestDetails.AuditedAction]
            var next: Int64?
        }
        var found: [RequestDetails.AuditedAction] = []
        var after = ""
        while true {
            let response = try await exchange(.get, "/v1/audit-log?limit=200&after=\(after)")
            guard response.status != 403 else { return nil }
            guard response.status == 200 else { throw refusal(response) }
            let page = try RequestPrinter.decode(Data(response.body), as: Page.self)
            found += page.items.filter { $0.kind == "help_request" && $0.item.hasPrefix("\(request.id)") }
            // Newest first: later pages are older than the request.
            guard let next = page.next, let last = page.items.last, last.at >= request.createdAt else {
                return found.reversed()
            }
            after = "\(next)"
        }
    }

    /// Returns the requests sent to CRMs for a help request, and their answers.
    ///
    /// - Returns: `nil` if the token may not see them.
    func lookupTraces(of request: HelpRequest) async throws -> [RequestDetails.Lookup]? {
        struct Page: Decodable {
            var items: [RequestDetails.Lookup]
        }
        let response = try await exchange(.get, "/v1/help-requests/\(request.id)/lookup-traces")
        guard response.status != 403 else { return nil }
        guard response.status == 200 else { throw refusal(response) }
        return try RequestPrinter.decode(Data(response.body), as: Page.self).items
    }

    /// Lists the deliveries to others.
    ///
    /// - Parameter query: the query of `GET /v1/outgoing-deliveries`.
    /// - Returns: the list's JSON.
    func outgoingDeliveries(_ query: String) async throws -> Data {
        try await send(.get, "/v1/outgoing-deliveries?\(query)")
    }

    /// Sends deliveries again.
    ///
    /// - Parameter path: the path under `/v1/outgoing-deliveries`: `replay`, or `{id}/replay`.
    func replayOutgoing(_ path: String) async throws -> Data {
        try await send(.post, "/v1/outgoing-deliveries/\(path)")
    }

    /// Starts recording a sound by phone.
    ///
    /// - Parameters:
    ///   - sound: the sound's id.
    ///   - body: the JSON of `POST /v1/sounds/{id}/record`.
    /// - Returns: the recording's JSON.
    func record(_ sound: String, _ body: [String: String]) async throws -> Data {
        try await send(.post, "/v1/sounds/\(sound)/record", body: JSONEncoder().encode(body))
    }

    /// Returns the state of a sound's recording.
    ///
    /// - Returns: the recording's JSON.
    func recording(of sound: String) async throws -> Data {
        try await send(.get, "/v1/sounds/\(sound)/recording")
    }

    /// Follows a request to its end, even if the bridge restarts meanwhile.
    ///
    /// - Parameter isEnough: called with the request's current JSON and after every change; `true` stops following.
    func follow(_ id: HelpRequestID, until isEnough: (Data) throws -> Bool) async throws {
        let follower = HelpRequestFollower(url: url, token: token, http: http, patience: .seconds(300))
        var isHeard = false
        do {
            _ = try await follower.follow(id) { raw in
                isHeard = true
                return try isEnough(raw)
            }
        } catch let error as CurlHTTPError {
            guard isHeard else { throw unreachable(error) }
            throw HelpBridgeError.failed(
                "the bridge at \(url) was lost and has not come back (\(error)); request \(id) may go on there: "
                    + "helpbridge request show \(id) tells what became of it")
        } catch let error as HelpRequestFollower.Refusal {
            throw refusal(error.response)
        }
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, body: Data = Data()) async throws -> Data {
        let response = try await exchange(method, path, body: body)
        guard (200..<300).contains(response.status) else { throw refusal(response) }
        return Data(response.body)
    }

    private func exchange(
        _ method: HTTPRequest.Method, _ path: String, body: Data = Data()
    ) async throws -> HTTPResponse {
        let request = HTTPRequest(
            method: method, url: url + path,
            headers: [
                HTTPHeader("Authorization", "Bearer \(token)"), HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Accept", "application/json"),
            ], body: Array(body))
        do {
            return try await http.send(request)
        } catch let error as CurlHTTPError {
            throw unreachable(error)
        }
    }

    private func unreachable(_ error: CurlHTTPError) -> HelpBridgeError {
        HelpBridgeError.failed("the bridge at \(url) cannot be reached (\(error)); is it running?")
    }

    private func refusal(_ response: HTTPResponse) -> HelpBridgeError {
        guard let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body)) else {
            return HelpBridgeError.failed("the bridge at \(url) answered \(response.status)")
        }
        let fields = (problem.errors ?? []).map { "\($0.field): \($0.message)" }
        let reasons = fields.isEmpty ? [problem.detail ?? problem.title] : fields
        return HelpBridgeError.failed("the bridge refused (\(response.status)): \(reasons.joined(separator: "; "))")
    }
}

extension SecretReader {
    /// The reader for secrets given on the command line.
    static var ofThisProcess: SecretReader {
        SecretReader(
            environment: ProcessInfo.processInfo.environment,
            directory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
    }
}
