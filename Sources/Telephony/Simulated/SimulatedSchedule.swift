import HeapModule

/// What is going to happen on a simulated PBX, by time.
///
/// Waits may overrun on a busy machine, so waking up late must not change the order: whoever wakes first takes everything
/// that is due by then, earliest first.
struct SimulatedSchedule {
    struct Entry: Comparable {
        /// Since the start of the simulation.
        let due: Duration
        let event: SimulatedExchange.ScheduledEvent
        /// Of two entries for the same moment the one that was added first comes first.
        fileprivate let serial: Int

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.serial) < (right.due, right.serial) }
    }

    private var entries = Heap<Entry>()
    private var serial = 0

    mutating func add(_ event: SimulatedExchange.ScheduledEvent, due: Duration) {
        serial += 1
        entries.insert(Entry(due: due, event: event, serial: serial))
    }

    /// When the next one is due.
    var next: Duration? { entries.min?.due }

    mutating func removeFirst(dueBy moment: Duration) -> Entry? {
        guard let next, next <= moment else { return nil }
        return entries.popMin()
    }
}
