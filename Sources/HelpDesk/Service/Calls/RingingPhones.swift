import ConcurrencyPrimitives

/// The helpers' phones that are ringing, over all requests.
///
/// Their number is limited; emergencies come first, then older requests.
final class RingingPhones: Sendable {
    /// A phone to ring, and the request that it is for.
    struct Turn: Sendable, Equatable {
        var channel: ChannelID
        var place: WaitingLine.Place
    }

    private struct State {
        var ringing: Set<ChannelID> = []
        var waiting: [ChannelID: Turn] = [:]
    }

    private let limit: Int
    private let state = Locked(State())

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { state.withLock { $0.ringing.count } }
    /// The number of phones that wait for their turn.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Whether a phone may ring now; if not, its turn comes when another phone stops ringing.
    func admit(_ turn: Turn) -> Bool {
        state.withLock { state in
            if state.ringing.contains(turn.channel) { return true }
            guard state.ringing.count < limit else {
                state.waiting[turn.channel] = turn
                return false
            }
            state.waiting[turn.channel] = nil
            state.ringing.insert(turn.channel)
            return true
        }
    }

    /// Counts phones that were ringing before this process started, even beyond the limit.
    func count(_ channels: Set<ChannelID>) {
        state.withLock { $0.ringing.formUnion(channels) }
    }

    /// Records that phones stopped ringing, or will not ring.
    ///
    /// - Returns: the phones whose turn has come; they count as ringing.
    func silence(_ channels: Set<ChannelID>) -> [Turn] {
        state.withLock { state in
            state.ringing.subtract(channels)
            for channel in channels { state.waiting[channel] = nil }
            let room = limit - state.ringing.count
            guard room > 0, !state.waiting.isEmpty else { return [] }
            let next = state.waiting.values.sorted { $0.place < $1.place }.prefix(room)
            for turn in next {
                state.waiting[turn.channel] = nil
                state.ringing.insert(turn.channel)
            }
            return Array(next)
        }
    }
}
