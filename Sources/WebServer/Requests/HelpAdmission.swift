import ConcurrencyPrimitives
import HTTPTypes

/// How many calls for help are under way at the same time: beyond that, whoever comes is told at once to come again.
///
/// Each waits for the disk. Without a limit a flood makes all of them wait, the first press of a button as long as the last;
/// with it, those who are accepted are accepted within a fraction of a second, and what the others cost is bounded. They are
/// counted from the moment at which their connection brings them: when the processor is what lacks, most of the waiting is
/// done before anything else looks at them.
final class HelpAdmission: Sendable {
    /// More have come than can be served soon.
    struct Overload: Error {
        /// Whether nobody was sent away for a while before: a flood must not become one of the log.
        let isNews: Bool
    }

    private struct State {
        var underWay = 0
        var lastRefusal: ContinuousClock.Instant?
    }

    /// A commit takes all that wait for it: many more than these do not make it slower, but a queue longer.
    static let most = 256

    private let limit: Int
    private let state = Locked(State())

    init(limit: Int = most) {
        self.limit = limit
    }

    /// Whether a request calls for help: over the API, by a webhook, or by a page's form.
    static func isCallForHelp(_ request: HTTPRequest) -> Bool {
        guard request.method == .post, let path = request.path?.prefix(while: { $0 != "?" }) else { return false }
        return path == "/v1/help-requests" || path.hasPrefix("/v1/webhooks/") || path == "/panel/requests"
    }

    /// A call for help has come.
    func arrived() {
        state.withLock { $0.underWay += 1 }
    }

    /// One that has come is answered, or its connection has ended.
    func left() {
        state.withLock { $0.underWay -= 1 }
    }

    /// Asked when one that has come is looked at.
    func check(at now: ContinuousClock.Instant = .now) throws(Overload) {
        let overload = state.withLock { state -> Overload? in
            guard state.underWay > limit else { return nil }
            defer { state.lastRefusal = now }
            return Overload(isNews: state.lastRefusal.map { now - $0 > .seconds(10) } ?? true)
        }
        if let overload { throw overload }
    }
}
