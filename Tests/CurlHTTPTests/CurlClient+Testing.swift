import CurlHTTP

/// Runs a client for the length of a closure and shuts it down on every path.
func withClient<Result>(
    _ configuration: CurlClient.Configuration = .init(), run: (CurlClient) async throws -> Result
) async throws -> Result {
    try await withClient(try CurlClient(configuration: configuration), run: run)
}

func withClient<Result>(
    _ client: CurlClient, run: (CurlClient) async throws -> Result
) async throws -> Result {
    do {
        let result = try await run(client)
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}

/// A request whose time limits no busy machine reaches, unless the test sets them.
func makeRequest(
    method: HTTPRequest.Method = .get, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    connectTimeout: Duration = .seconds(300), totalTimeout: Duration = .seconds(300), maximumBodyBytes: Int = 1 << 20
) -> HTTPRequest {
    HTTPRequest(
        method: method, url: url, headers: headers, body: body, connectTimeout: connectTimeout,
        totalTimeout: totalTimeout, maximumBodyBytes: maximumBodyBytes)
}

/// The error a request ends with; `nil` when it is answered.
func failure(of request: HTTPRequest, on client: CurlClient) async -> (any Error)? {
    do {
        _ = try await client.send(request)
        return nil
    } catch {
        return error
    }
}

extension CurlHTTPError {
    /// The case without what it carries, to compare where the wording is libcurl's.
    var kind: String {
        switch self {
        case .timedOut(let phase): "timedOut.\(phase)"
        case .couldNotConnect: "couldNotConnect"
        case .couldNotResolve: "couldNotResolve"
        case .tls: "tls"
        case .handshakeFailed: "handshakeFailed"
        case .bodyTooLarge: "bodyTooLarge"
        case .invalidRequest: "invalidRequest"
        case .protocolViolation: "protocolViolation"
        case .unavailable: "unavailable"
        case .closed: "closed"
        }
    }
}

extension String {
    static var text: String { "salam سلام" }
}
