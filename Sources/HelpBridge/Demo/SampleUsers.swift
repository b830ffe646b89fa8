import Administration
import Foundation
import HelpDesk
import Logging
import Storage

/// The people who may sign in to the demo's pages, one of each role.
enum SampleUsers {
    static let drafts = [
        UserDraft(login: "ali", name: "علی رضایی", role: .operator, extension: "101"),
        UserDraft(
            login: "sara", name: "سارا کریمی", role: .supervisor, extension: "200",
            departments: ["support", "management"]),
        UserDraft(login: "nasrin", name: "نسرین احمدی", role: .admin, extension: "300"),
    ]

    /// Makes them, with a password that is new each time.
    ///
    /// - Returns: the password of all of them.
    static func load(into path: String, logger: Logger) async throws -> String {
        let database = try await HelpDeskDatabase.open(at: path)
        let callCenter = try await CallCenterStore(database: database, logger: logger)
        // Nobody's secret: it need not be dear to guess.
        let hasher = PasswordHasher(cost: PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 1))
        let users = UserService(
            store: UserDatabase(database: database), callCenter: callCenter, hasher: hasher)
        let password = "demo-" + UUID().uuidString.lowercased().prefix(8)
        for draft in drafts { _ = try await users.make(draft, password: password, by: "demo") }
        try await database.close()
        return password
    }
}
