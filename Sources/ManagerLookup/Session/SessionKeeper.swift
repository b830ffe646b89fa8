import ConcurrencyPrimitives
import HelpDesk
import JSON

/// Keeps one session per source and coalesces its renewals.
///
/// Lookups, reports and manual queries share it, so that a refresh token is never sent twice.
public final class SessionKeeper: Sendable {
    /// A source with its settings: another base URL or other credentials mean another session.
    struct Key: Hashable, Sendable {
        let source: String
        let baseURL: String
        let credentials: [String: String]
    }

    /// A CRM's access token or session.
    struct Session: Sendable, Equatable {
        let value: JSONTree
        /// Distinguishes a renewed session from its predecessor.
        let serial: Int
        let expiresAt: ContinuousClock.Instant?
    }

    /// The result of a login.
    typealias Grant = (value: JSONTree, lifetime: Duration?)

    private struct State {
        var sessions: [Key: Session] = [:]
        var lastSerial = 0
    }

    private let renewals = Coalescing<Key, Session>()
    private let state = Locked(State())
    /// The time that shutdown allows for renewals, out of its ten seconds: a CRM may have replaced its token.
    private static let timeout = Duration.seconds(6)

    /// Accepts renewals that outlive their caller; `nil` until ``renew(while:)`` runs.
    private let queue = Locked<AsyncStream<@Sendable () async -> Void>.Continuation?>(nil)

    public init() {}

    /// Runs renewals while `body` runs, and then finishes those under way within a time limit.
    ///
    /// Outside of it, the caller of a renewal waits for its end.
    public func renew(while body: () async -> Void) async {
        let (jobs, queue) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        self.queue.withLock { $0 = queue }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { renewals in
                    for await job in jobs { renewals.addTask { await job() } }
                }
            }
            await body()
            queue.finish()
            group.addTask { try? await Task.sleep(for: Self.timeout) }
            await group.next()
            group.cancelAll()
        }
    }

    /// The number of lookups that wait for another lookup's renewal.
    var waitingCount: Int { renewals.waitingCount }

    /// Returns the session of a source, renewing it if necessary.
    ///
    /// - Parameters:
    ///   - key: the source.
    ///   - deadline: the end of the wait for a new session.
    ///   - refused: the serial of the session that the CRM no longer accepts; `nil` to accept any current session.
    ///   - obtain: logs in; called by at most one lookup of a source at a time. It continues when its caller stops
    ///     waiting, at the deadline or on cancellation.
    /// - Throws: the error of `obtain`, to every waiting caller; ``LookupFailure`` with the result `timeout` at the
    ///   deadline. If `obtain` was cancelled, or timed out while a caller has time left, the next caller tries.
    func session(
        for key: Key, waitingUntil deadline: ContinuousClock.Instant, replacing refused: Int?,
        finishing obtain: @escaping @Sendable () async throws -> Grant
    ) async throws -> Session {
        while true {
            try Task.checkCancellation()
            if let session = current(key, refused) { return session }
            let own = Locked<Result<Session, any Error>?>(nil)
            if renewals.begin(key) {
                await carryOut { [self] in
                    let result: Result<Session, any Error>
                    do {
                        result = .success(try await renewed(key, refused, obtain))
                    } catch {
                        result = .failure(error)
                    }
                    own.withLock { $0 = result }
                    renewals.end(key, with: result)
                }
            }
            if let result = own.withLock({ $0 }) { return try result.get() }
            let shared = try await renewals.wait(for: key, until: deadline)
            // The renewal may have ended before the wait began. If its task was cancelled, another one begins.
            if let result = shared ?? own.withLock({ $0 }), !result.isCancelled { return try result.get() }
        }
    }

    /// Returns the serial of the current session.
    func serial(for key: Key) -> Int? {
        current(key, nil)?.serial
    }

    private func carryOut(_ job: @escaping @Sendable () async -> Void) async {
        let outcome = queue.withLock { $0?.yield(job) }
        if case .enqueued = outcome { return }
        await job()
    }

    private func renewed(_ key: Key, _ refused: Int?, _ obtain: () async throws -> Grant) async throws -> Session {
        // Another lookup may have renewed it between the caller's look and this point.
        if let session = current(key, refused) { return session }
        return keep(try await obtain(), for: key)
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
            // Sessions from before a change of a source's settings are useless.
            for other in state.sessions.keys where other.source == key.source { state.sessions[other] = nil }
            let session = Session(
                value: grant.value, serial: state.lastSerial, expiresAt: grant.lifetime.map { .now + $0 })
            state.sessions[key] = session
            return session
        }
    }
}

extension Result {
    fileprivate var isCancelled: Bool {
        if case .failure(let error) = self { error is CancellationError } else { false }
    }
}
