/// Tells each open request when its next deadline has come: one timer for all of them, since thousands may be open.
///
/// It counts by a clock that nobody sets.
final class Deadlines: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct State {
        var instants: [HelpRequestID: Instant] = [:]
        /// The soonest moment for which somebody sleeps already.
        var alarm: Instant?
    }

    private let state = Locked(State())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init() {
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes the next deadline of a request, in place of what was noted for it.
    func set(_ instant: Instant, for id: HelpRequestID) {
        let isSooner = state.withLock { state in
            state.instants[id] = instant
            return state.alarm.map { instant < $0 } ?? true
        }
        if isSooner { change.yield() }
    }

    func remove(_ id: HelpRequestID) {
        state.withLock { $0.instants[id] = nil }
    }

    /// Runs until it is cancelled.
    ///
    /// - Parameter tell: called for each request whose deadline has come; its next one has to be set anew.
    func run(_ tell: (HelpRequestID) -> Void) async {
        await withDiscardingTaskGroup { group in
            for await _ in changes {
                let (due, alarm) = takeDue(at: .now)
                for id in due { tell(id) }
                if let alarm { group.addTask { await self.sleep(until: alarm) } }
            }
            group.cancelAll()
        }
    }

    /// - Returns: whose deadline has come, and a moment for which nobody sleeps yet.
    private func takeDue(at now: Instant) -> (due: [HelpRequestID], alarm: Instant?) {
        state.withLock { state in
            let due = state.instants.filter { $0.value <= now }.sorted { $0.value < $1.value }.map(\.key)
            for id in due { state.instants[id] = nil }
            guard let next = state.instants.values.min(), state.alarm.map({ next < $0 }) ?? true else {
                return (due, nil)
            }
            state.alarm = next
            return (due, next)
        }
    }

    private func sleep(until alarm: Instant) async {
        do {
            try await Task.sleep(until: alarm, clock: .continuous)
            state.withLock { state in if state.alarm == alarm { state.alarm = nil } }
            change.yield()
        } catch {
            // Cancelled: the desk stops.
        }
    }
}
