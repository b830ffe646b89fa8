import Foundation
import HelpDesk

/// Keeps what sources have let us in with, and lets one lookup renew it for all that wait.
///
/// A class with a lock: an actor's waiters could leave their queue on cancellation only through a task that nobody
/// awaits. The lock is never held across a suspension.
final class SessionKeeper: Sendable {
    /// A source as it is set: another base URL or other credentials mean another session.
    struct Key: Hashable, Sendable {
        let source: String
        let baseURL: String
        let credentials: [String: String]
    }

    /// A token or session.
    struct Session: Sendable, Equatable {
        let value: JSONValue
        /// Tells one renewal from the next.
        let serial: Int
        let expiresAt: ContinuousClock.Instant?
    }

    /// What a CRM has let us in with.
    typealias Grant = (value: JSONValue, lifetime: Duration?)

    private typealias Waiter = CheckedContinuation<Void, any Error>

    private struct State {
        var sessions: [Key: Session] = [:]
        var renewing: Set<Key> = []
        var waiters: [Key: [Int: Waiter]] = [:]
        var serial = 0
    }

    private enum Turn {
        case have(Session)
        case renew
        case wait
    }

    private let lock = NSLock()
    // Guarded by `lock`.
    nonisolated(unsafe) private var state = State()

    /// How many lookups wait for another one's renewal.
    var waitingCount: Int {
        lock.withLock { state.waiters.values.reduce(0) { $0 + $1.count } }
    }

    /// The session of a source.
    ///
    /// - Parameters:
    ///   - key: the source.
    ///   - refused: the serial of the session that the CRM no longer takes; `nil` for whichever there is.
    ///   - obtain: asks for a new one; called by at most one lookup of a source at a time.
    /// - Throws: what `obtain` throws, to everybody who waits for it. Only when it was cancelled does the next one try.
    func session(
        for key: Key, replacing refused: Int? = nil, obtain: () async throws -> Grant
    ) async throws -> Session {
        while true {
            switch turn(key, refused) {
            case .have(let session): return session
            case .wait: try await wait(for: key)
            case .renew:
                do {
                    let session = keep(try await obtain(), for: key)
                    release(key, with: .success(()))
                    return session
                } catch {
                    // A cancelled lookup has learnt nothing about the CRM: whoever waits may have more time.
                    let isOurs = error is CancellationError || Task.isCancelled
                    release(key, with: isOurs ? .success(()) : .failure(error))
                    throw error
                }
            }
        }
    }

    private func turn(_ key: Key, _ refused: Int?) -> Turn {
        lock.withLock {
            if let session = state.sessions[key], session.serial != refused,
                session.expiresAt.map({ $0 > .now }) ?? true
            {
                return .have(session)
            }
            return state.renewing.insert(key).inserted ? .renew : .wait
        }
    }

    private func keep(_ grant: Grant, for key: Key) -> Session {
        lock.withLock {
            state.serial += 1
            // Sessions from before a source's settings were changed are of no use to anybody.
            for other in state.sessions.keys where other.source == key.source { state.sessions[other] = nil }
            let session = Session(
                value: grant.value, serial: state.serial, expiresAt: grant.lifetime.map { .now + $0 })
            state.sessions[key] = session
            return session
        }
    }

    private func wait(for key: Key) async throws {
        let number = lock.withLock {
            state.serial += 1
            return state.serial
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                let isOver = lock.withLock {
                    // Released between the question whose turn it is and this point: look again.
                    guard state.renewing.contains(key), !Task.isCancelled else { return true }
                    state.waiters[key, default: [:]][number] = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            lock.withLock { state.waiters[key]?.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
        try Task.checkCancellation()
    }

    private func release(_ key: Key, with result: Result<Void, any Error>) {
        let waiters = lock.withLock {
            state.renewing.remove(key)
            return state.waiters.removeValue(forKey: key) ?? [:]
        }
        for waiter in waiters.values { waiter.resume(with: result) }
    }
}
