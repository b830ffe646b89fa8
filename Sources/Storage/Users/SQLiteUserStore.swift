public import Administration
import GRDB

/// The users, with digests of their passwords.
public struct SQLiteUserStore: UserStore {
    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    public func users() async throws -> [User] {
        try await database.reading { db in try users(.all, db) }
    }

    public func user(_ id: String) async throws -> User? {
        try await database.reading { db in try users(.named(id), db).first }
    }

    public func account(login: String) async throws -> (user: User, password: String)? {
        try await database.reading { db in
            guard let user = try users(.signingIn(login), db).first,
                let password = try String.fetchOne(
                    db, sql: "SELECT password FROM users WHERE id = ?", arguments: [user.id])
            else { return nil }
            return (user, password)
        }
    }

    public func add(_ user: User, password: String, by author: String) async throws {
        try await database.writing { db in
            try Self.requireFree(user.login, for: user.id, db)
            try UserRow.insertion(of: user, password: password).execute(db)
            try AuditRow.note("added", UserRow.kind, user.login, by: author, at: database.clock.timestamp, db)
        }
    }

    public func change(
        _ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void
    ) async throws -> User? {
        try await database.writing { db in
            guard let stored = try users(.named(id), db).first else { return nil }
            var user = stored
            edit(&user)
            guard user != stored else { return stored }
            if user.login != stored.login { try Self.requireFree(user.login, for: id, db) }
            try UserRow.update(of: stored, to: user).execute(db)
            if user.isDisabled { try SessionRow.deletion(ofAll: id).execute(db) }
            try requireAdministrator(after: stored, db)
            try UserRow.note(user.differences(from: stored), of: user, by: author, at: database.clock.timestamp)
                .execute(db)
            return user
        }
    }

    public func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard let user = try users(.named(id), db).first else { return false }
            try db.execute(sql: "UPDATE users SET password = ? WHERE id = ?", arguments: [password, id])
            try SessionRow.deletion(ofAll: id).execute(db)
            try UserRow.note([.newPassword], of: user, by: author, at: database.clock.timestamp).execute(db)
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard let user = try users(.named(id), db).first else { return false }
            // Their sessions are removed by the foreign key.
            try db.execute(sql: "DELETE FROM users WHERE id = ?", arguments: [id])
            try requireAdministrator(after: user, db)
            try AuditRow.note("removed", UserRow.kind, user.login, by: author, at: database.clock.timestamp, db)
            return true
        }
    }

    /// Refuses a change that removed the last administrator.
    private func requireAdministrator(after stored: User, _ db: Database) throws {
        guard stored.role == .admin, !stored.isDisabled else { return }
        let isAnyLeft = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE role = ? AND NOT isDisabled)",
            arguments: [UserRole.admin.rawValue])
        guard isAnyLeft == true else { throw AdministrationError.lastAdministrator }
    }

    private static func requireFree(_ login: String, for id: String, _ db: Database) throws {
        try UserRow.requireFree(login, beside: UserRow.logins(besides: id).rows(db))
    }

    private func users(_ selection: UserRow.Selection, _ db: Database) throws -> [User] {
        UserRow.users(try selection.statement.rows(db), database.damage)
    }
}
