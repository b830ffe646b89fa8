import ConcurrencyPrimitives

/// The states of helpers' phones, for pages that show them. The PBX is asked regularly while somebody is looking, so that
/// nobody has to wait for it.
final class PhoneStates: Sendable {
    /// The most phones that are asked about in one round.
    static let maximumCount = 200

    private struct State {
        var known: [String: DeviceState] = [:]
        /// How many more rounds to make.
        var roundsLeft = 0
    }

    private let interval: Duration
    private let state = Locked(State())

    /// - Parameter interval: between two rounds.
    init(interval: Duration = .seconds(5)) {
        self.interval = interval
    }

    /// How many rounds one look starts.
    private static let rounds = 6

    /// The result of the last round; empty if nobody has looked recently.
    func look() -> [String: DeviceState] {
        state.withLock { state in
            state.roundsLeft = Self.rounds
            return state.known
        }
    }

    /// Runs until it is cancelled.
    ///
    /// - Parameter numbers: whose phones, at each moment; of that PBX.
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
