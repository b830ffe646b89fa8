import ConcurrencyPrimitives
import HTTPTypes
import Logging

/// How many calls for help are under way at the same time: in a flood, whoever comes beyond that is told at once to come again.
///
/// Each waits for the disk. Without a limit a flood makes all of them wait, the first press of a button as long as the last;
/// with it, those who are accepted are accepted within a fraction of a second, and what the others cost is bounded. They are
/// counted from the moment at which their connection has brought them whole: when the CPU is the bottleneck, most of the
/// waiting is done before anything else looks at them. One whose body is still to come needs nothing, nor does one behind
/// another request of its connection, or one whose client takes no answers: none of them counts, or somebody who sends no
/// bodies, or reads nothing, would keep all others away.
///
/// Many who come at once, as when a CRM goes down under a whole call centre, are no flood: no others come after them, and all
/// are served.
final class HelpAdmission: Sendable {
    /// More have come than can be served soon.
    struct Overload: Error {
        /// Whether nobody was sent away for a while before: a flood must not become one of the log.
        let isNews: Bool

        func report(to logger: Logger) {
            guard isNews else { return }
            logger.warning("too many help requests; some clients are asked to retry")
        }
    }

    private struct State {
        var underWay = 0
        var crowdedSince: ContinuousClock.Instant?
        /// How many have come since, and those that were under way.
        var crowd = 0
        /// Whether they keep coming, so that a crowd gets no time of grace.
        var isFlood = false
        var lastArrival: ContinuousClock.Instant?
        var lastRefusal: ContinuousClock.Instant?
    }

    /// As many are served within a fraction of a second, and a commit takes all that wait for it: many more would not be
    /// served sooner.
    static let maximumUnderWay = 64
    /// As many may come at once.
    static let maximumAtOnce = 512
    /// So long a crowd may last, and so short are the pauses of a flood.
    private static let burst = Duration.milliseconds(500)
    private static let pause = Duration.milliseconds(100)
    /// A flood is over when nobody has been sent away for so long: before those come again who were told to.
    private static let quiet = Duration.milliseconds(500)

    private let limit: Int
    private let limitAtOnce: Int
    private let state = Locked(State())

    /// How many are under way.
    var underWay: Int { state.withLock { $0.underWay } }

    init(limit: Int = maximumUnderWay, atOnce limitAtOnce: Int = maximumAtOnce) {
        self.limit = limit
        self.limitAtOnce = limitAtOnce
    }

    /// Whether a request calls for help: over the API, by a webhook, or by a page's form.
    static func isCallForHelp(_ request: HTTPRequest) -> Bool {
        guard request.method == .post, var path = request.path?.prefix(while: { $0 != "?" }) else { return false }
        // The router does not mind it either.
        if path.hasSuffix("/") { path.removeLast() }
        return path == "/v1/help-requests" || path.hasPrefix("/v1/webhooks/") || path == "/panel/requests"
    }

    /// A call for help has come whole.
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

    /// One that has come is answered, or its connection has ended.
    func left() {
        state.withLock { state in
            state.underWay -= 1
            if state.underWay <= limit { state.crowdedSince = nil }
        }
    }

    /// Asked where a connection brings the head of one: would it be one too many? It counts only when it has come whole.
    func announced(at now: ContinuousClock.Instant = .now) throws(Overload) {
        arrived(at: now)
        do {
            try check(at: now)
        } catch {
            left()
            throw error
        }
        state.withLock { state in
            // As if it had never come.
            if state.crowdedSince != nil { state.crowd -= 1 }
        }
        left()
    }

    /// Are more under way than are served soon, and do they keep coming?
    func check(at now: ContinuousClock.Instant = .now) throws(Overload) {
        try refuse(at: now) { state in
            guard state.underWay > limit, let crowdedSince = state.crowdedSince, let lastArrival = state.lastArrival
            else { return false }
            let lasts = now - crowdedSince > Self.burst && now - lastArrival < Self.pause
            if lasts || state.crowd > limitAtOnce { state.isFlood = true }
            return state.isFlood
        }
    }

    /// Asked before one is served, whether or not its connection could ask: are there more than may come at once?
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
