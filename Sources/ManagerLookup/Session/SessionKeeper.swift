import ConcurrencyPrimitives
import HelpDesk
import JSON

/// Keeps what sources have let us in with, and lets one lookup renew it for all that wait.
final class SessionKeeper: Sendable {
    /// A source as it is set: another base URL or other credentials mean another session.
    struct Key: Hashable, Sendable {
        let source: String
        let baseURL: String
        let credentials: [String: String]
    }

    /// A token or session.
    struct Session: Sendable, Equatable {
        let value: JSONTree
        /// Tells one renewal from the next.
        let serial: Int
        let expiresAt: ContinuousClock.Instant?
    }

    /// What a CRM has let us in with.
    typealias Grant = (value: JSONTree, lifetime: Duration?)

    private struct State {
        var sessions: [Key: Session] = [:]
        var lastSerial = 0
    }

    private let renewals = Coalescing<Key, Session>()
    private let state = Locked(State())

    /// How many lookups wait for another one's renewal.
    var waitingCount: Int { renewals.waitingCount }

    /// The session of a source.
    ///
    /// - Parameters:
    ///   - key: the source.
    ///   - deadline: until when to wait for another lookup's renewal.
    ///   - refused: the serial of the session that the CRM no longer takes; `nil` for whichever there is.
    ///   - obtain: asks for a new one; called by at most one lookup of a source at a time.
    /// - Throws: what `obtain` throws, to everybody who waits for it. Only when it was cancelled does the next one try.
    func session(
        for key: Key, waitingUntil deadline: ContinuousClock.Instant? = nil, replacing refused: Int? = nil,
        obtain: () async throws -> Grant
    ) async throws -> Session {
        if let session = current(key, refused) { return session }
        return try await renewals.run(key, waitingUntil: deadline) {
            // Another lookup may have renewed it between the look above and this point.
            if let session = current(key, refused) { return session }
            return keep(try await obtain(), for: key)
        }
    }

    private func current(_ key: Key, _ refused: Int?) -> Session? {
        state.withLock { state in
            guard let session = state.sessions[key], session.serial != refused else { return nil }
            return session.expiresAt.map { $0 > .now } ?? true ? session : nil
        }
    }

    private func keep(_ grant: Grant, for key: Key) -> Session {
        state.withLock { state in
            state.lastSerial += 1
            // Sessions from before a source's settings were changed are of no use to anybody.
            for other in state.sessions.keys where other.source == key.source { state.sessions[other] = nil }
            let session = Session(
                value: grant.value, serial: state.lastSerial, expiresAt: grant.lifetime.map { .now + $0 })
            state.sessions[key] = session
            return session
        }
    }
}
