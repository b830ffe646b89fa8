/// What is going to happen on a simulated PBX, by time.
///
/// Waits may overrun on a busy machine, so waking up late must not change the order: whoever wakes first takes everything
/// that is due by then, earliest first.
struct SimulatedSchedule {
    struct Entry {
        /// Since the start of the simulation.
        var due: Duration
        var event: SimulatedExchange.ScheduledEvent
    }

    private var entries: [Entry] = []

    /// Of two entries for the same moment the one that was added first comes first.
    mutating func add(_ entry: Entry) {
        let index = entries.firstIndex { $0.due > entry.due } ?? entries.endIndex
        entries.insert(entry, at: index)
    }

    /// When the next one is due.
    var next: Duration? { entries.first?.due }

    mutating func removeFirst(dueBy moment: Duration) -> Entry? {
        guard let first = entries.first, first.due <= moment else { return nil }
        return entries.removeFirst()
    }
}
