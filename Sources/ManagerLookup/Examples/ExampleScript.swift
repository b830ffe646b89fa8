import ConcurrencyPrimitives
public import CurlHTTP
import HelpDesk
import JSON

/// Plays the CRM of an example: returns its recorded responses in order and notes deviating requests.
public final class ExampleScript: Sendable {
    private struct State {
        var remaining: [MappingExample.Exchange] = []
        /// The number of received requests.
        var count = 0
        var differences: [String] = []
    }

    private let state = Locked(State())

    public init() {}

    /// Answers a request; with 500 if the example has no exchange left.
    ///
    /// - Parameters:
    ///   - method: the method, such as `GET`.
    ///   - target: path and query as sent.
    ///   - headers: the request's header fields.
    ///   - body: the request's body.
    public func answer(method: String, target: String, headers: [HTTPHeader], body: [UInt8]) -> HTTPResponse {
        let sent = SentRequest(method: method, target: target, headers: headers, body: body)
        let exchange = state.withLock { state -> MappingExample.Exchange? in
            state.count += 1
            guard !state.remaining.isEmpty else {
                state.differences.append("request \(state.count): unexpected \(sent.line)")
                return nil
            }
            let exchange = state.remaining.removeFirst()
            state.differences += exchange.request.differences(from: sent)
                .map { "request \(state.count): \($0)" }
            return exchange
        }
        guard let exchange else { return HTTPResponse(status: 500) }
        return exchange.response.http
    }

    func begin(_ exchanges: [MappingExample.Exchange]) {
        state.withLock { $0 = State(remaining: exchanges) }
    }

    /// Returns the deviating and missing requests.
    func end() -> [String] {
        state.withLock { state in
            state.differences
                + state.remaining.map { "never sent: \($0.request.method) \($0.request.path)" }
        }
    }
}

extension MappingExample.Response {
    fileprivate var http: HTTPResponse {
        let text = json.map { JSONText.bytes($0) } ?? Array((body ?? "").utf8)
        var headers = headers.map { HTTPHeader($0.key, $0.value) }
        if json != nil, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append(HTTPHeader("Content-Type", "application/json"))
        }
        return HTTPResponse(status: status, headers: headers, body: text)
    }
}
