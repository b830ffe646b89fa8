public import Administration
public import Foundation
import LocatedYAML
import WebServer

/// Sessions and accounts in memory.
public final class FakeSessions: SessionStore, UserStore, @unchecked Sendable {  // `lock` guards `state`.
    private struct State {
        var accounts: [String: (user: User, password: String)] = [:]
        var sessions: [String: Session] = [:]
        var failure: (any Error & Sendable)?
    }

    private let lock = NSLock()
    private var state = State()

    /// What the accounts' passwords are digested with: cheap, since tests sign in often.
    public static let cost = PasswordHash.Cost(logRounds: 4, blockSize: 1, parallelism: 1)

    public init(_ users: [User] = []) {
        for user in users { add(user) }
    }

    public func add(_ user: User, password: String = "correct horse battery") {
        lock.withLock {
            guard let hash = try? PasswordHash(password, cost: Self.cost) else { return }
            state.accounts[user.login] = (user, hash.text)
        }
    }

    /// Changes a user whose sessions go on.
    public func change(_ login: String, _ edit: (inout User) -> Void) {
        lock.withLock {
            guard var account = state.accounts[login] else { return }
            edit(&account.user)
            state.accounts[login] = account
        }
    }

    public func fail(with error: any Error & Sendable) { lock.withLock { state.failure = error } }

    public var sessions: [Session] { lock.withLock { Array(state.sessions.values) } }

    /// Begins a session for a user, as signing in does.
    ///
    /// - Returns: the header and the token that their browser would send.
    public func signIn(_ login: String, now: @escaping @Sendable () -> Date = { Date() }) async throws -> SignedIn {
        guard let account = try await account(login: login) else { throw Missing() }
        let sessions = SessionService(store: self, now: now)
        guard let begun = try await sessions.begin(account.user, password: account.password) else { throw Missing() }
        return SignedIn(secret: begun.secret, token: AntiForgery.token(for: begun.secret))
    }

    public struct Missing: Error {}

    public func account(login: String) async throws -> (user: User, password: String)? {
        try lock.withLock {
            if let failure = state.failure { throw failure }
            return state.accounts[login]
        }
    }

    public func begin(_ session: Session, digest: String, at now: Date, password: String?) async throws -> Bool {
        lock.withLock {
            if case .user(let user) = session.holder {
                guard let account = state.accounts[user.login], !account.user.isDisabled, account.password == password
                else { return false }
            }
            state.sessions[digest] = session
            return true
        }
    }

    public func session(digest: String, at now: Date) async throws -> Session? {
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

    public func extend(digest: String, until date: Date) {
        lock.withLock {
            guard let session = state.sessions[digest] else { return }
            state.sessions[digest]?.expiresAt = min(date, session.endsAt)
        }
    }

    public func end(digest: String) async throws {
        lock.withLock { state.sessions[digest] = nil }
    }

    public var now: Date { Date() }

    public func users() async throws -> [User] { lock.withLock { state.accounts.values.map(\.user) } }
    public func user(_ id: String) async throws -> User? { try await users().first { $0.id == id } }

    public func add(_ user: User, password: String, by author: String) async throws {
        try lock.withLock {
            guard state.accounts[user.login] == nil else { throw Self.taken }
            state.accounts[user.login] = (user, password)
        }
    }

    public func change(
        _ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void
    ) async throws -> User? {
        try lock.withLock {
            guard let old = state.accounts.values.first(where: { $0.user.id == id }) else { return nil }
            var user = old.user
            edit(&user)
            guard user.login == old.user.login || state.accounts[user.login] == nil else { throw Self.taken }
            state.accounts[old.user.login] = nil
            state.accounts[user.login] = (user, old.password)
            return user
        }
    }

    private static let taken = AdministrationError.invalid([
        LocatedProblem(path: "login", message: "another user has this login already")
    ])

    // What else becomes of users is for the whole program's tests.
    public func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool {
        throw Missing()
    }
    public func remove(_ id: String, by author: String) async throws -> Bool { throw Missing() }
}

/// What the browser of somebody who has signed in holds.
public struct SignedIn: Sendable {
    public var secret: String
    public var token: String

    public var cookie: String { "helpbridge-session=\(secret)" }
}

extension User {
    public static func sample(
        _ login: String, _ role: UserRole, extension number: String? = nil, others: [String] = [],
        departments: [String] = []
    ) -> User {
        User(
            id: "id-of-\(login)", login: login, name: login.capitalized, role: role, extension: number,
            otherExtensions: others, departments: departments, language: nil, isDisabled: false,
            createdAt: Date(timeIntervalSince1970: 1_700_000_000))
    }
}
