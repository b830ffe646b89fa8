import ConcurrencyPrimitives

/// The states of helpers' phones, for pages that show them.
///
/// The PBX is asked regularly while somebody is looking, so that pages never wait for it.
final class PhoneStates: Sendable {
    /// The maximum number of phones that are asked about in one round.
    static let maximumCount = 200

    private struct State {
        var known: [String: DeviceState] = [:]
        /// The number of remaining rounds.
        var roundsLeft = 0
    }

    private let interval: Duration
    private let state = Locked(State())

    /// - Parameter interval: the time between two rounds.
    init(interval: Duration = .seconds(5)) {
        self.interval = interval
    }

    /// The number of rounds that a look starts.
    private static let rounds = 6

    /// Returns the result of the last round; empty if nobody looked recently.
    func look() -> [String: DeviceState] {
        state.withLock { state in
            state.roundsLeft = Self.rounds
            return state.known
        }
    }

    /// Runs until it is cancelled.
    ///
    /// - Parameter numbers: returns the current numbers of the phones, all on that PBX.
    func run(_ inquiry: PhoneInquiry, on pbx: String?, of numbers: @Sendable () -> [DialableNumber]) async {
        while (try? await Task.sleep(for: interval)) != nil {  // Cancelled: the service stops.
            let isWanted = state.withLock { state in
                defer { state.roundsLeft = max(0, state.roundsLeft - 1) }
                if state.roundsLeft == 0 { state.known = [:] }
                return state.roundsLeft > 0
            }
            guard isWanted else { continue }
            let found = await inquiry.states(of: numbers().prefix(Self.maximumCount), on: pbx)
            state.withLock { $0.known = found }
        }
    }
}
