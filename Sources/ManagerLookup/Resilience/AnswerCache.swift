import ConcurrencyPrimitives
import HelpDesk

/// Remembers whom sources have named, so that a question need not be asked twice and a source that fails can still serve.
///
/// Only answers that name somebody are kept. A failure leaves them; that there is nobody any more takes them back.
final class AnswerCache: Sendable {
    /// An answer of earlier.
    struct Entry: Sendable, Equatable {
        let candidates: [Candidate]
        let at: ContinuousClock.Instant
    }

    private let capacity: Int
    private let entries = Locked<[LookupKey: Entry]>([:])

    /// - Parameter capacity: how many answers are kept; the oldest makes room for a new one.
    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// The answer to a question if it is not older than that.
    func entry(_ key: LookupKey, notOlderThan age: Duration, at now: ContinuousClock.Instant) -> Entry? {
        guard age > .zero, let entry = entries.withLock({ $0[key] }) else { return nil }
        return entry.at.duration(to: now) <= age ? entry : nil
    }

    /// The source says now that there is nobody.
    func remove(_ key: LookupKey) {
        entries.withLock { $0[key] = nil }
    }

    func keep(_ candidates: [Candidate], for key: LookupKey, at now: ContinuousClock.Instant) {
        entries.withLock { entries in
            entries[key] = Entry(candidates: candidates, at: now)
            guard entries.count > capacity else { return }
            // A tenth at a time, so that a full cache is not searched for each new answer.
            let ages = entries.values.map(\.at).sorted()
            let limit = ages[max(1, ages.count / 10)]
            entries = entries.filter { $0.value.at >= limit }
        }
    }
}
