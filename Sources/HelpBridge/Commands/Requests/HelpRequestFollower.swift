import CurlHTTP
import Foundation
import HelpDesk

/// Follows one help request through the bridge's event stream, across lost connections.
struct HelpRequestFollower: Sendable {
    /// A response that is not an event stream.
    struct Refusal: Error {
        var response: HTTPResponse
    }

    let url: String
    let token: String
    let http: CurlClient
    /// The maximum duration of one connection.
    var timeout: Duration = .seconds(3600)
    /// How long a bridge may be away from which an event has come: one that is started anew takes the request up.
    var patience: Duration = .zero

    /// - Parameter isEnough: called with the request's current JSON and after every change; `true` stops following.
    /// - Returns: `true` if `isEnough` stopped; `false` if the request is over and no more events follow.
    /// - Throws: ``Refusal``, `CurlHTTPError` if the bridge cannot be reached, and the errors of `isEnough`.
    func follow(_ id: HelpRequestID, until isEnough: (Data) throws -> Bool) async throws -> Bool {
        var lastEvent: String?
        var lostAt: ContinuousClock.Instant?
        while true {
            do {
                switch try await connect(id, &lastEvent, &lostAt, isEnough) {
                case .enough: return true
                case .over: return false
                case .lost: break
                }
            } catch where Self.mayPass(error) {
                let since = lostAt ?? .now
                lostAt = since
                guard lastEvent != nil, ContinuousClock.now - since < patience else { throw error }
            }
            try await Task.sleep(for: .seconds(1))  // What the stream itself tells browsers to wait.
        }
    }

    /// Whether a bridge that is being started anew is enough of a reason: it cannot be reached, or a proxy says so.
    private static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case is CurlHTTPError: true
        case let refusal as Refusal: (502...504).contains(refusal.response.status)
        default: false
        }
    }

    private enum Ending {
        case enough
        case over
        case lost
    }

    private func connect(
        _ id: HelpRequestID, _ lastEvent: inout String?, _ lostAt: inout ContinuousClock.Instant?,
        _ isEnough: (Data) throws -> Bool
    ) async throws -> Ending {
        let request = request(id, after: lastEvent)
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        return try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            group.addTask {
                defer { continuation.finish() }
                return try await http.stream(request) { continuation.yield($0) }
            }
            var reader = EventStreamReader()
            for await piece in pieces {
                lostAt = nil
                for event in reader.parse(piece) {
                    lastEvent = event.id
                    if try isEnough(Data(event.data.utf8)) {
                        group.cancelAll()
                        return .enough
                    }
                }
            }
            guard let response = try await group.next() else { return .lost }
            switch response.status {
            case 204: return .over
            case 200: return .lost
            default: throw Refusal(response: response)
            }
        }
    }

    private func request(_ id: HelpRequestID, after lastEvent: String?) -> HTTPRequest {
        var headers = [HTTPHeader("Authorization", "Bearer \(token)"), HTTPHeader("Accept", "text/event-stream")]
        if let lastEvent { headers.append(HTTPHeader("Last-Event-ID", lastEvent)) }
        return HTTPRequest(
            method: .get, url: "\(url)/v1/help-requests/\(id)/events", headers: headers, totalTimeout: timeout,
            maximumBodyBytes: 1 << 40)
    }
}
