import ConcurrencyPrimitives
import HTTPTypes
import Logging

/// Limits the calls for help under way at the same time: in a flood, clients beyond the limit are asked at once to
/// retry.
///
/// Each call waits for the disk. Without a limit, a flood makes all of them wait, the first press of a button as long
/// as the last; with it, accepted calls are accepted within a fraction of a second, and the cost of the others is
/// bounded. Calls are counted from when their connection has received them completely: if the CPU is the bottleneck,
/// most of the waiting happens before any other code sees them. A call whose body is incomplete needs nothing, nor does
/// a call queued after another request of its connection, or a call whose client does not read. None of them counts, or
/// a client that sends no bodies, or reads nothing, would keep all others away.
///
/// Many calls at once, as when a CRM goes down under a whole call centre, are not a flood: no others follow them, and
/// all are served.
final class HelpAdmission: Sendable {
    /// More calls arrived than can be served soon.
    struct Overload: Error {
        /// Whether this is the first rejection in a while, so that a flood of calls does not flood the log.
        let isNews: Bool

        func report(to logger: Logger) {
            guard isNews else { return }
            logger.warning("too many help requests; some clients are asked to retry")
        }
    }

    private struct State {
        var underWay = 0
        var crowdedSince: ContinuousClock.Instant?
        /// The number of calls since `crowdedSince`, including those under way then.
        var crowd = 0
        /// Whether calls keep coming, so that a crowd gets no grace period.
        var isFlood = false
        var lastArrival: ContinuousClock.Instant?
        var lastRefusal: ContinuousClock.Instant?
    }

    /// The number of calls served within a fraction of a second.
    ///
    /// A commit takes all calls that wait for it, but many more would not be served sooner.
    static let maximumUnderWay = 64
    /// The number of calls that may arrive at once.
    static let maximumAtOnce = 512
    /// The longest duration of a crowd, and the longest pause within a flood.
    private static let burst = Duration.milliseconds(500)
    private static let pause = Duration.milliseconds(100)
    /// The time without a rejection after which a flood is over, shorter than the time after which rejected clients
    /// retry.
    private static let quiet = Duration.milliseconds(500)

    private let limit: Int
    private let limitAtOnce: Int
    private let state = Locked(State())

    /// The number of calls under way.
    var underWay: Int { state.withLock { $0.underWay } }

    init(limit: Int = maximumUnderWay, atOnce limitAtOnce: Int = maximumAtOnce) {
        self.limit = limit
        self.limitAtOnce = limitAtOnce
    }

    /// Whether a request is a call for help: over the API, by a webhook, or by a page's form.
    static func isCallForHelp(_ request: HTTPRequest) -> Bool {
        guard request.method == .post, var path = request.path?.prefix(while: { $0 != "?" }) else { return false }
        // The router ignores a trailing slash, too.
        if path.hasSuffix("/") { path.removeLast() }
        return path == "/v1/help-requests" || path.hasPrefix("/v1/webhooks/") || path == "/panel/requests"
    }

    /// Counts a call for help that arrived completely.
    func arrived(at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.underWay += 1
            if state.lastRefusal.map({ now - $0 >= Self.quiet }) ?? true { state.isFlood = false }
            state.lastArrival = now
            guard state.underWay > limit else { return }
            state.crowd = state.crowdedSince == nil ? state.underWay : state.crowd + 1
            state.crowdedSince = state.crowdedSince ?? now
        }
    }

    /// Uncounts a call that was answered, or whose connection was closed.
    func left() {
        state.withLock { state in
            state.underWay -= 1
            if state.underWay <= limit { state.crowdedSince = nil }
        }
    }

    /// Checks, when the head of a call arrives, whether it would exceed the limit.
    ///
    /// The call counts only once it arrived completely.
    func announced(at now: ContinuousClock.Instant = .now) throws(Overload) {
        arrived(at: now)
        do {
            try check(at: now)
        } catch {
            left()
            throw error
        }
        state.withLock { state in
            // Undoes the count of the crowd.
            if state.crowdedSince != nil { state.crowd -= 1 }
        }
        left()
    }

    /// Throws if more calls are under way than are served soon and more keep coming.
    func check(at now: ContinuousClock.Instant = .now) throws(Overload) {
        try refuse(at: now) { state in
            guard state.underWay > limit, let crowdedSince = state.crowdedSince, let lastArrival = state.lastArrival
            else { return false }
            let lasts = now - crowdedSince > Self.burst && now - lastArrival < Self.pause
            if lasts || state.crowd > limitAtOnce { state.isFlood = true }
            return state.isFlood
        }
    }

    /// Throws if more calls are under way than may arrive at once; used for every call, whether or not its connection
    /// checked it.
    func checkRoom(at now: ContinuousClock.Instant = .now) throws(Overload) {
        try refuse(at: now) { $0.underWay > limitAtOnce }
    }

    private func refuse(
        at now: ContinuousClock.Instant, if isTooMany: (inout State) -> Bool
    ) throws(Overload) {
        let overload = state.withLock { state -> Overload? in
            guard isTooMany(&state) else { return nil }
            defer { state.lastRefusal = now }
            return Overload(isNews: state.lastRefusal.map { now - $0 > .seconds(10) } ?? true)
        }
        if let overload { throw overload }
    }
}
