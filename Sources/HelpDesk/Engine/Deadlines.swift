import ConcurrencyPrimitives
import HeapModule

/// One timer for the deadlines of all open flows, possibly thousands.
///
/// It uses a monotonic clock, which cannot be set.
final class Deadlines: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Entry: Comparable {
        var instant: Instant
        var id: CallID

        static func < (left: Entry, right: Entry) -> Bool { left.instant < right.instant }
    }

    private struct State {
        var instants: [CallID: Instant] = [:]
        /// The entries by time, including outdated ones, which differ from ``instants``.
        var queue = Heap<Entry>()
        /// The instants until which tasks are sleeping: a handful, since each is earlier than those before it.
        var alarms: Set<Instant> = []

        mutating func set(_ instant: Instant, for id: CallID) {
            guard instants.updateValue(instant, forKey: id) != instant else { return }
            queue.insert(Entry(instant: instant, id: id))
            // A flow may change its deadline often, and outdated entries may be far in the future.
            guard queue.count > 64, queue.count > 4 * instants.count else { return }
            queue = Heap(instants.map { Entry(instant: $0.value, id: $0.key) })
        }

        /// The earliest entry that is still valid.
        mutating func soonest() -> Entry? {
            while let first = queue.min, instants[first.id] != first.instant { queue.removeMin() }
            return queue.min
        }
    }

    private let state = Locked(State())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init() {
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The number of sleeping tasks.
    var alarmCount: Int { state.withLock { $0.alarms.count } }

    /// Sets or replaces the next deadline of a flow.
    func set(_ instant: Instant, for id: CallID) {
        let isSooner = state.withLock { state in
            state.set(instant, for: id)
            return state.alarms.min().map { instant < $0 } ?? true
        }
        if isSooner { change.yield() }
    }

    func remove(_ id: CallID) {
        state.withLock { $0.instants[id] = nil }
    }

    /// Runs until it is cancelled.
    ///
    /// - Parameter tell: called for each flow whose deadline has passed; the flow's next deadline must be set again.
    func run(_ tell: (CallID) -> Void) async {
        await withDiscardingTaskGroup { group in
            for await _ in changes {
                let (due, alarm) = takeDue(at: .now)
                for id in due { tell(id) }
                if let alarm { group.addTask { await self.sleep(until: alarm) } }
            }
            group.cancelAll()
        }
    }

    /// - Returns: the flows whose deadline has passed, and the next instant to wake up at, if no task sleeps until
    ///   then.
    private func takeDue(at now: Instant) -> (due: [CallID], alarm: Instant?) {
        state.withLock { state in
            var due: [CallID] = []
            while let next = state.soonest() {
                guard next.instant <= now else {
                    if let alarm = state.alarms.min(), alarm <= next.instant { return (due, nil) }
                    state.alarms.insert(next.instant)
                    return (due, next.instant)
                }
                state.queue.removeMin()
                state.instants[next.id] = nil
                due.append(next.id)
            }
            return (due, nil)
        }
    }

    private func sleep(until alarm: Instant) async {
        do {
            try await Task.sleep(until: alarm, clock: .continuous)
            state.withLock { _ = $0.alarms.remove(alarm) }
            change.yield()
        } catch {
            // The task was cancelled because the service is stopping.
        }
    }
}
