import Foundation

/// Tells each open request when its next deadline has come: one timer for all of them, since thousands may be open, and a
/// task for each would wait as long as they do.
final class Deadlines: Sendable {
    private struct State {
        var dates: [HelpRequestID: Date] = [:]
        /// The soonest moment for which somebody sleeps already.
        var alarm: Date?
    }

    private let state = Locked(State())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation
    private let now: @Sendable () -> Date

    /// - Parameter now: the clock; it may be set back.
    init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes the next deadline of a request, in place of what was noted for it.
    func set(_ date: Date, for id: HelpRequestID) {
        let isSooner = state.withLock { state in
            state.dates[id] = date
            return state.alarm.map { date < $0 } ?? true
        }
        if isSooner { change.yield() }
    }

    func remove(_ id: HelpRequestID) {
        state.withLock { $0.dates[id] = nil }
    }

    /// Runs until it is cancelled.
    ///
    /// - Parameter tell: called for each request whose deadline has come; its next one has to be set anew.
    func run(_ tell: (HelpRequestID) -> Void) async {
        await withDiscardingTaskGroup { group in
            for await _ in changes {
                let (due, alarm) = takeDue(at: now())
                for id in due { tell(id) }
                if let alarm { group.addTask { await self.sleep(until: alarm) } }
            }
            group.cancelAll()
        }
    }

    /// - Returns: whose deadline has come, and a moment for which nobody sleeps yet.
    private func takeDue(at now: Date) -> (due: [HelpRequestID], alarm: Date?) {
        state.withLock { state in
            let due = state.dates.filter { $0.value <= now }.map(\.key)
            for id in due { state.dates[id] = nil }
            guard let next = state.dates.values.min(), state.alarm.map({ next < $0 }) ?? true else { return (due, nil) }
            state.alarm = next
            return (due, next)
        }
    }

    private func sleep(until alarm: Date) async {
        do {
            try await Task.sleep(for: .seconds(max(0, alarm.timeIntervalSince(now()))))
            // Also when the clock was set back meanwhile, and it is too early: then somebody else has to sleep.
            state.withLock { state in if state.alarm == alarm { state.alarm = nil } }
            change.yield()
        } catch {
            // Cancelled: the desk stops.
        }
    }
}
