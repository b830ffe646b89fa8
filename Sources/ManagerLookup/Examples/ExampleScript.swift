import ConcurrencyPrimitives
public import CurlHTTP
import HelpDesk
import JSON

/// Plays the CRM of one example: answers its recorded exchanges in their order and notes what is asked otherwise.
public final class ExampleScript: Sendable {
    private struct State {
        var remaining: [MappingExample.Exchange] = []
        /// How many requests have come.
        var count = 0
        var differences: [String] = []
    }

    private let state = Locked(State())

    public init() {}

    /// Answers one request; 500 when the example has none left.
    ///
    /// - Parameters:
    ///   - method: such as `GET`.
    ///   - target: path and query as they were sent.
    ///   - headers: of the request.
    ///   - body: of the request.
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

    /// What was asked otherwise than recorded, or not asked at all.
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
