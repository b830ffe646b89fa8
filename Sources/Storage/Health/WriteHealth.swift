import ConcurrencyPrimitives
import HelpDesk
package import Logging

/// Knows whether the database takes writes: what failed last, until something is written again.
package final class WriteHealth: Sendable {
    private struct State {
        var failure: StorageError?
        var probedAt: ContinuousClock.Instant?
        /// Since when writers have met the lock of another program, and when one has met it last; `nil` once one of them has
        /// got past it.
        var lock: (since: ContinuousClock.Instant, metAt: ContinuousClock.Instant)?
    }

    /// How long a look at the disk serves: whoever asks for readiness is nobody whom we know.
    static let freshness = Duration.seconds(2)
    /// How long another program may hold the database before writers are refused.
    static let busyTimeout = Duration.seconds(5)
    /// How often a writer tries that finds it held for longer than that.
    static let leastTries = 10
    /// A lock that nobody has met for this long is another one than that which is met now.
    static let lockMemory = Duration.seconds(1)

    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Locked(State())

    package init(logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.logger = logger
        self.now = now
    }

    /// Why nothing can be written; `nil` when something could be, last time.
    var failure: StorageError? { state.withLock { $0.failure } }

    /// Notes that a write has come to its end. Only what the disk does counts: a refusal of ours is none of its failures.
    package func note(_ error: (any Error)?) {
        let failure = error.flatMap { $0 as? StorageError }.flatMap { $0.isOfDisk ? $0 : nil }
        if failure != .busy, !(error is CancellationError) { lockIsPast() }
        guard error == nil || failure != nil else { return }
        let before = state.withLock { state in
            defer { state.failure = failure }
            return state.failure
        }
        switch (before, failure) {
        case (nil, let failure?):
            logger.error("the database cannot be written", metadata: ["error": "\(failure)"])
        case (.some, nil): logger.notice("the database can be written again")
        case (nil, nil), (.some, .some): break
        }
    }

    /// Whether a writer that finds the database held by another program tries once more.
    ///
    /// Writers come one after the other, so that all count from when the first of them met the lock: with a wait of its
    /// own each would add that to the wait of all who come after it.
    ///
    /// - Parameter tries: how often this one has tried before.
    func mayWait(after tries: Int) -> Bool {
        let now = now()
        let since = state.withLock { state in
            let known = state.lock.flatMap { now - $0.metAt > Self.lockMemory ? nil : $0.since }
            state.lock = (since: known ?? now, metAt: now)
            return known ?? now
        }
        return now - since < Self.busyTimeout || tries < Self.leastTries
    }

    /// Another program's lock, if there was one, does not hold up writers any more.
    func lockIsPast() {
        state.withLock { $0.lock = nil }
    }

    /// Looks whether something can be written, at most once in a while; otherwise what is known stands.
    func probe(_ look: () async throws -> Void) async {
        let now = now()
        let isDue = state.withLock { state -> Bool in
            if let probedAt = state.probedAt, now - probedAt < Self.freshness { return false }
            state.probedAt = now
            return true
        }
        guard isDue else { return }
        do {
            try await look()
            note(nil)
        } catch {
            note(error)
        }
    }
}
