import ConcurrencyPrimitives
import HelpDesk

/// Caches the managers named by sources, to avoid repeated queries and to serve while a source fails.
///
/// Caches only answers that name a manager. A failure keeps them; an answer that names nobody removes them.
final class AnswerCache: Sendable {
    /// A cached answer.
    struct Entry: Sendable, Equatable {
        let candidates: [Candidate]
        let at: ContinuousClock.Instant
    }

    private let capacity: Int
    private let entries = Locked<[LookupKey: Entry]>([:])

    /// - Parameter capacity: the maximum number of answers; the oldest are evicted.
    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// Returns the answer to a question unless it is older than `age`.
    func entry(_ key: LookupKey, notOlderThan age: Duration, at now: ContinuousClock.Instant) -> Entry? {
        guard age > .zero, let entry = entries.withLock({ $0[key] }) else { return nil }
        return entry.at.duration(to: now) <= age ? entry : nil
    }

    /// Removes an answer, because the source no longer names a manager.
    func remove(_ key: LookupKey) {
        entries.withLock { $0[key] = nil }
    }

    func keep(_ candidates: [Candidate], for key: LookupKey, at now: ContinuousClock.Instant) {
        entries.withLock { entries in
            entries[key] = Entry(candidates: candidates, at: now)
            guard entries.count > capacity else { return }
            // Evicts a tenth at a time, so that a full cache is not scanned for every new answer.
            let ages = entries.values.map(\.at).sorted()
            let limit = ages[max(1, ages.count / 10)]
            entries = entries.filter { $0.value.at >= limit }
        }
    }
}
