import Foundation

@testable import WebAPI

/// Sessions and accounts in memory.
final class FakeSessions: SessionDesk, @unchecked Sendable {  // `state` is only touched under `lock`.
    private struct State {
        var accounts: [String: (user: UserRecord, password: String)] = [:]
        var sessions: [String: SessionRecord] = [:]
        var extensions = 0
        var failure: (any Error & Sendable)?
    }

    private let lock = NSLock()
    private var state = State()

    /// What the accounts' passwords are digested with: cheap, since tests sign in often.
    static let cost = PasswordHash.Cost(logRounds: 4, blockSize: 1, parallelism: 1)

    init(_ users: [UserRecord] = []) {
        for user in users { add(user) }
    }

    func add(_ user: UserRecord, password: String = "correct horse battery") {
        lock.withLock {
            guard let hash = try? PasswordHash(password, cost: Self.cost) else { return }
            state.accounts[user.login] = (user, hash.text)
        }
    }

    /// Changes a user whose sessions go on.
    func change(_ login: String, _ edit: (inout UserRecord) -> Void) {
        lock.withLock {
            guard var account = state.accounts[login] else { return }
            edit(&account.user)
            state.accounts[login] = account
        }
    }

    func fail(with error: any Error & Sendable) { lock.withLock { state.failure = error } }

    var sessions: [SessionRecord] { lock.withLock { Array(state.sessions.values) } }
    /// What is kept of the secrets.
    var digests: [String] { lock.withLock { Array(state.sessions.keys) } }
    /// How often a session was written again.
    var extensions: Int { lock.withLock { state.extensions } }

    /// Begins a session for a user, as signing in does.
    ///
    /// - Returns: the header and the token that his browser would send.
    func signIn(_ login: String, now: @escaping @Sendable () -> Date = { Date() }) async throws -> SignedIn {
        guard let account = try await account(login: login) else { throw Missing() }
        let begun = try await Sessions(desk: self, now: now).begin(.user(account.user))
        return SignedIn(secret: begun.secret, token: begun.session.antiForgeryToken)
    }

    struct Missing: Error {}

    func account(login: String) async throws -> (user: UserRecord, password: String)? {
        try lock.withLock {
            if let failure = state.failure { throw failure }
            return state.accounts[login]
        }
    }

    func begin(_ session: SessionRecord, digest: String, at now: Date) async throws {
        lock.withLock { state.sessions[digest] = session }
    }

    func session(digest: String, at now: Date) async throws -> SessionRecord? {
        try lock.withLock {
            if let failure = state.failure { throw failure }
            guard var session = state.sessions[digest], session.expiresAt > now else { return nil }
            if case .user(let user) = session.holder {
                guard let current = state.accounts[user.login]?.user, !current.isDisabled else { return nil }
                session.holder = .user(current)
            }
            return session
        }
    }

    func extend(digest: String, until date: Date) async {
        lock.withLock {
            guard let session = state.sessions[digest] else { return }
            state.sessions[digest]?.expiresAt = min(date, session.endsAt)
            state.extensions += 1
        }
    }

    func end(digest: String) async throws {
        lock.withLock { state.sessions[digest] = nil }
    }
}

/// What the browser of somebody who has signed in holds.
struct SignedIn: Sendable {
    var secret: String
    var token: String

    var cookie: String { "helpbridge-session=\(secret)" }
}

extension UserRecord {
    static func sample(
        _ login: String, _ role: UserRole, extension number: String? = nil, departments: [String] = []
    ) -> UserRecord {
        UserRecord(
            id: "id-of-\(login)", login: login, name: login.capitalized, role: role, extension: number,
            departments: departments, language: nil, isDisabled: false,
            createdAt: Date(timeIntervalSince1970: 1_700_000_000))
    }
}
