import ConcurrencyPrimitives
import HelpDesk
import JSON

/// Keeps what sources have let us in with, and lets one renew it for all that wait: lookups, reports and the questions of
/// people share one, so that no two of them send the same refresh token.
public final class SessionKeeper: Sendable {
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
    /// How long the end of the program waits for renewals, of the ten seconds that it has: a CRM may have replaced its token.
    private static let timeout = Duration.seconds(6)

    /// Takes renewals that outlive who asked for them; `nil` where nobody carries them out.
    private let queue = Locked<AsyncStream<@Sendable () async -> Void>.Continuation?>(nil)

    public init() {}

    /// Carries out renewals while something runs, and then finishes those under way, unless that keeps the program from ending.
    ///
    /// Where it is not called, whoever asks for one waits for its end.
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

    /// How many lookups wait for another one's renewal.
    var waitingCount: Int { renewals.waitingCount }

    /// The session of a source.
    ///
    /// - Parameters:
    ///   - key: the source.
    ///   - deadline: until when to wait for a new one.
    ///   - refused: the serial of the session that the CRM no longer takes; `nil` for whichever there is.
    ///   - obtain: asks for a new one; called by at most one lookup of a source at a time. It is not given up once it has
    ///     begun: whoever asked for it stops waiting at their deadline, or when they are cancelled, and it goes on.
    /// - Throws: what `obtain` throws, to everybody who waits for it. Only when it was cancelled, or ran out of time and there
    ///   is some left, does the next one try. ``LookupFailure`` with the result `timeout` at the deadline.
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
            // It may be over before it was waited for. Whoever carried it out may have been stopped: then it begins anew.
            if let result = shared ?? own.withLock({ $0 }), !result.isCancelled { return try result.get() }
        }
    }

    /// The serial of the session that there is.
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
            // Sessions from before a source's settings were changed are of no use to anybody.
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
