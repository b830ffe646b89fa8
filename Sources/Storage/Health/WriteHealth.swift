import ConcurrencyPrimitives
import HelpDesk
package import Logging

/// The state of writes to the database: the last failure, until a write succeeds again.
package final class WriteHealth: Sendable {
    private struct State {
        var failure: StorageError?
        var probedAt: ContinuousClock.Instant?
    }

    /// The time for which a probe's result is used: readiness requests are unauthenticated, so they must not cause a
    /// write each.
    static let freshness = Duration.seconds(2)

    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Locked(State())

    package init(logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.logger = logger
        self.now = now
    }

    /// The reason why writes fail; `nil` if the last one succeeded.
    var failure: StorageError? { state.withLock { $0.failure } }

    /// Notes that a write has come to its end. Only what the disk does counts: a refusal of ours is none of its
    /// failures.
    package func note(_ error: (any Error)?) {
        let failure = error.flatMap { $0 as? StorageError }.flatMap { $0.isOfDisk ? $0 : nil }
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

    /// Tries a write unless the last attempt is recent; in that case the known state stays.
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
