import HeapModule

/// The future events of a simulated PBX, by time.
///
/// Waits may overrun on a busy machine, so waking up late must not change the order: the first task to wake up takes
/// everything that is due by then, earliest first.
struct SimulatedSchedule {
    struct Entry: Comparable {
        /// The time since the start of the simulation.
        let due: Duration
        let event: SimulatedExchange.ScheduledEvent
        /// The serial number: entries for the same time are ordered by when they were added.
        fileprivate let serial: Int

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.serial) < (right.due, right.serial) }
    }

    private var entries = Heap<Entry>()
    private var serial = 0

    mutating func add(_ event: SimulatedExchange.ScheduledEvent, due: Duration) {
        serial += 1
        entries.insert(Entry(due: due, event: event, serial: serial))
    }

    /// The time of the next event.
    var next: Duration? { entries.min?.due }

    mutating func removeFirst(dueBy moment: Duration) -> Entry? {
        guard let next, next <= moment else { return nil }
        return entries.popMin()
    }
}
