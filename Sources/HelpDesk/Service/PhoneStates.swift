import ConcurrencyPrimitives
import Logging

/// The states of helpers' phones, for pages that show them. The PBX is asked regularly while somebody is looking, so that
/// nobody has to wait for it.
final class PhoneStates: Sendable {
    /// The most phones that are asked about in one round.
    static let most = 200
    /// How many at the same time; few, since calls matter more.
    private static let atOnce = 4

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
    /// - Parameter numbers: whose phones, at each moment.
    func run(_ pbx: any PBX, _ logger: Logger, of numbers: @Sendable () -> [DialableNumber]) async {
        while (try? await Task.sleep(for: interval)) != nil {  // Cancelled: the service stops.
            let isWanted = state.withLock { state in
                defer { state.roundsLeft = max(0, state.roundsLeft - 1) }
                if state.roundsLeft == 0 { state.known = [:] }
                return state.roundsLeft > 0
            }
            guard isWanted else { continue }
            let found = await Self.ask(pbx, logger, of: numbers().prefix(Self.most))
            state.withLock { $0.known = found }
        }
    }

    private static func ask(
        _ pbx: any PBX, _ logger: Logger, of numbers: ArraySlice<DialableNumber>
    ) async -> [String: DeviceState] {
        await withTaskGroup(of: (String, DeviceState?).self) { group in
            var rest = numbers
            func next() {
                guard let number = rest.popFirst() else { return }
                group.addTask { (number.address, await state(of: number, pbx, logger)) }
            }
            for _ in 0..<atOnce { next() }
            var found: [String: DeviceState] = [:]
            while let (number, state) = await group.next() {
                found[number] = state
                next()
            }
            return found
        }
    }

    /// - Returns: `nil` when the PBX does not say.
    private static func state(of number: DialableNumber, _ pbx: any PBX, _ logger: Logger) async -> DeviceState? {
        do throws(PBXError) {
            return try await pbx.state(of: number)
        } catch {
            logger.debug("phone state is not known", metadata: ["extension": "\(number)", "error": "\(error)"])
            return nil
        }
    }
}
