package import Administration
import LocatedYAML
import PostgreSQL
import Storage

/// The users, with digests of their passwords.
package struct PostgreSQLUserStore: UserStore {
    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    package func users() async throws -> [User] {
        UserRow.users(try await database.rows(UserRow.Selection.all.statement), database.damage)
    }

    package func user(_ id: String) async throws -> User? {
        UserRow.users(try await database.rows(UserRow.Selection.named(id).statement), database.damage)
            .first
    }

    package func account(login: String) async throws -> (user: User, password: String)? {
        let rows = try await database.rows(UserRow.Selection.signingIn(login).statement)
        guard let user = UserRow.users(rows, database.damage).first,
            let row = try await database.rows(
                SQLStatement("SELECT password FROM users WHERE id = ?", [.text(user.id)])
            ).first
        else { return nil }
        return (user, try row.string("password"))
    }

    package func add(_ user: User, password: String, by author: String) async throws {
        let insertion = try UserRow.insertion(of: user, password: password)
        try await changing { transaction in
            try await requireFree(user.login, for: user.id, transaction)
            try await transaction.query(insertion)
            try await note("added", user.login, by: author, transaction)
        }
    }

    package func change(
        _ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void
    ) async throws -> User? {
        try await changing { transaction in
            guard let stored = try await user(id, transaction) else { return nil }
            var user = stored
            edit(&user)
            guard user != stored else { return stored }
            if user.login != stored.login { try await requireFree(user.login, for: id, transaction) }
            try await transaction.query(try UserRow.update(of: stored, to: user))
            if user.isDisabled { try await transaction.query(SessionRow.deletion(ofAll: id)) }
            try await requireAdministrator(after: stored, transaction)
            try await transaction.query(
                try UserRow.note(user.differences(from: stored), of: user, by: author, at: database.clock.timestamp))
            return user
        }
    }

    package func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool {
        try await changing { transaction in
            guard let user = try await user(id, transaction) else { return false }
            try await transaction.query(
                SQLStatement("UPDATE users SET password = ? WHERE id = ?", [.text(password), .text(id)]))
            try await transaction.query(SessionRow.deletion(ofAll: id))
            try await transaction.query(
                try UserRow.note([.newPassword], of: user, by: author, at: database.clock.timestamp))
            return true
        }
    }

    package func remove(_ id: String, by author: String) async throws -> Bool {
        try await changing { transaction in
            guard let user = try await user(id, transaction) else { return false }
            // Their sessions are removed by the foreign key.
            try await transaction.query(SQLStatement("DELETE FROM users WHERE id = ?", [.text(id)]))
            try await requireAdministrator(after: user, transaction)
            try await note("removed", user.login, by: author, transaction)
            return true
        }
    }

    /// Changes users under a lock: two bridges must not remove the last two administrators at the same time.
    private func changing<Value: Sendable>(
        _ work: (PostgreSQLTransaction) async throws -> Value
    ) async throws -> Value {
        try await database.writing { transaction in
            try await transaction.query("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")
            return try await work(transaction)
        }
    }

    private func user(_ id: String, _ transaction: PostgreSQLTransaction) async throws -> User? {
        let rows = try await transaction.query(UserRow.Selection.named(id).statement).rows
        return UserRow.users(rows, database.damage).first
    }

    /// Refuses a change that removed the last administrator.
    private func requireAdministrator(after stored: User, _ transaction: PostgreSQLTransaction) async throws {
        guard stored.role == .admin, !stored.isDisabled else { return }
        let left = SQLStatement(
            "SELECT id FROM users WHERE role = ? AND NOT isDisabled LIMIT 1", [.text(UserRole.admin.rawValue)])
        guard try await transaction.query(left).count == 1 else { throw AdministrationError.lastAdministrator }
    }

    private func requireFree(_ login: String, for id: String, _ transaction: PostgreSQLTransaction) async throws {
        try UserRow.requireFree(login, beside: try await transaction.query(UserRow.logins(besides: id)).rows)
    }

    private func note(
        _ action: String, _ login: String, by author: String, _ transaction: PostgreSQLTransaction
    ) async throws {
        try await transaction.query(
            AuditRow.insertion(action, UserRow.kind, login, by: author, at: database.clock.timestamp))
    }
}
