import Administration
import HelpDesk
import Logging
import Storage

/// The users of the demo's pages, one of each role.
enum SampleUsers {
    static let drafts = [
        UserDraft(login: "ali", name: "علی رضایی", role: .operator, extension: "101"),
        UserDraft(
            login: "sara", name: "سارا کریمی", role: .supervisor, extension: "200",
            departments: ["support", "management"]),
        UserDraft(login: "nasrin", name: "نسرین احمدی", role: .admin, extension: "300"),
    ]

    /// Creates users with a password that is printed anyway, and thus needs no costly hash.
    static func load(
        _ drafts: [UserDraft] = drafts, password: String, into path: String, logger: Logger
    ) async throws {
        let database = try await SQLiteDatabase.open(at: path)
        try await database.closing {
            let callCenter = try await SQLCallCenterStore(database: database, logger: logger)
            let hasher = PasswordHasher(cost: PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 1))
            let users = UserService(
                store: SQLiteUserStore(database: database), callCenter: callCenter, hasher: hasher)
            for draft in drafts { _ = try await users.make(draft, password: password, by: "demo") }
        }
    }
}
