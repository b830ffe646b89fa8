import Administration
import ConcurrencyPrimitives
import Foundation

/// One account, ali's, and sessions in memory.
final class MemoryUsers: UserStore, SessionStore {
    struct State {
        var account: (user: User, password: String)?
        var sessions: [String: Session] = [:]
        /// How often a session was written again.
        var extensions = 0
    }

    struct Away: Error {}

    static let password = "correct horse battery"
    static let ali = User(
        id: "1", login: "ali", name: "Ali", role: .operator, extension: "101", departments: [], language: nil,
        isDisabled: false, createdAt: Date(timeIntervalSince1970: 1_700_000_000))
    /// Cheap, since tests sign in often.
    static let cost = PasswordHash.Cost(logRounds: 4, blockSize: 1, parallelism: 1)

    let state = Locked(State())
    /// The database is away.
    let isAway = Locked(false)
    /// The digest that takes the place of ali's once the account has been read.
    let nextPassword = Locked<String?>(nil)
    /// For whom an account was looked for.
    let lookedFor = Locked<[String]>([])

    init() throws {
        let hash = try PasswordHash(Self.password, cost: Self.cost).text
        state.withLock { $0.account = (Self.ali, hash) }
    }

    var digests: [String] { state.withLock { Array($0.sessions.keys) } }
    var extensions: Int { state.withLock { $0.extensions } }

    /// The digest of ali's password.
    var storedPassword: String { state.withLock { $0.account?.password ?? "" } }

    func rename(to login: String) { state.withLock { $0.account?.user.login = login } }

    func disable() { state.withLock { $0.account?.user.isDisabled = true } }

    func account(login: String) async throws -> (user: User, password: String)? {
        lookedFor.withLock { $0.append(login) }
        if isAway.withLock({ $0 }) { throw Away() }
        let next = nextPassword.withLock { $0 }
        return state.withLock { state in
            defer { if let next { state.account?.password = next } }
            return state.account.flatMap { $0.user.login == login ? $0 : nil }
        }
    }

    var now: Date { Date() }

    func begin(_ session: Session, digest: String, at now: Date, password: String?) async throws -> Bool {
        state.withLock { state in
            guard state.account?.password == password else { return false }
            state.sessions[digest] = session
            return true
        }
    }

    func session(digest: String, at now: Date) async throws -> Session? {
        state.withLock { $0.sessions[digest] }.flatMap { $0.expiresAt > now ? $0 : nil }
    }

    func extend(digest: String, until date: Date) {
        state.withLock { state in
            guard let session = state.sessions[digest] else { return }
            state.sessions[digest]?.expiresAt = min(date, session.endsAt)
            state.extensions += 1
        }
    }

    func end(digest: String) async throws { state.withLock { $0.sessions[digest] = nil } }

    // The rest of users is for the tests of their stores.
    func users() async throws -> [User] { [] }
    func user(_ id: String) async throws -> User? { nil }
    func add(_ user: User, password: String, by author: String) async throws { throw Away() }
    func change(
        _ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void
    ) async throws -> User? { throw Away() }
    func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool { throw Away() }
    func remove(_ id: String, by author: String) async throws -> Bool { throw Away() }
}
