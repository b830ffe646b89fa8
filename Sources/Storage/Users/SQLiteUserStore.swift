public import Administration
import GRDB
import LocatedYAML

/// The users, with digests of their passwords.
public struct SQLiteUserStore: UserStore {
    package static let table = "users"
    package static let kind = "user"

    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    public func users() async throws -> [User] {
        try await database.reading { db in try Self.users(.all, database.damage, db) }
    }

    public func user(_ id: String) async throws -> User? {
        try await database.reading { db in try Self.users(.named(id), database.damage, db).first }
    }

    public func account(login: String) async throws -> (user: User, password: String)? {
        try await database.reading { db in
            guard let user = try Self.users(.signingIn(login), database.damage, db).first,
                let password = try String.fetchOne(
                    db, sql: "SELECT password FROM users WHERE id = ?", arguments: [user.id])
            else { return nil }
            return (user, password)
        }
    }

    public func add(_ user: User, password: String, by author: String) async throws {
        try await database.writing { db in
            try Self.requireFree(user.login, for: user.id, db)
            try Self.insertion(of: user, password: password).execute(db)
            try SQLiteAuditLog.note("added", Self.kind, user.login, by: author, db)
        }
    }

    public func change(
        _ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void
    ) async throws -> User? {
        try await database.writing { db in
            guard let stored = try Self.users(.named(id), database.damage, db).first else { return nil }
            var user = stored
            edit(&user)
            guard user != stored else { return stored }
            try Self.requireFree(user.login, for: id, db)
            try Self.update(of: stored, to: user).execute(db)
            if user.isDisabled { try SQLiteSessionStore.endAll(of: id, db) }
            try requireAdministrator(after: stored, db)
            try Self.note(user.differences(from: stored), of: user, by: author).execute(db)
            return user
        }
    }

    public func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard let user = try Self.users(.named(id), database.damage, db).first else { return false }
            try db.execute(sql: "UPDATE users SET password = ? WHERE id = ?", arguments: [password, id])
            try SQLiteSessionStore.endAll(of: id, db)
            try Self.note([.newPassword], of: user, by: author).execute(db)
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard let user = try Self.users(.named(id), database.damage, db).first else { return false }
            // Their sessions go with them, by their reference.
            try db.execute(sql: "DELETE FROM users WHERE id = ?", arguments: [id])
            try requireAdministrator(after: user, db)
            try SQLiteAuditLog.note("removed", Self.kind, user.login, by: author, db)
            return true
        }
    }

    /// Refuses a change that has taken away the last administrator.
    private func requireAdministrator(after stored: User, _ db: Database) throws {
        guard stored.role == .admin, !stored.isDisabled else { return }
        let isAnyLeft = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE role = ? AND NOT isDisabled)",
            arguments: [UserRole.admin.rawValue])
        guard isAnyLeft == true else { throw AdministrationError.lastAdministrator }
    }

    private static func requireFree(_ login: String, for id: String, _ db: Database) throws {
        let isTaken = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE login = ? AND id <> ?)", arguments: [login, id])
        guard isTaken == false else { throw taken(login) }
    }

    package static func taken(_ login: String) -> AdministrationError {
        let message = "the login \(login) belongs to another user; take another one"
        return .invalid([LocatedProblem(path: "login", message: message)])
    }

    static func users(_ selection: Selection, _ damage: DamagedRows, _ db: Database) throws -> [User] {
        users(try selection.statement.rows(db), damage)
    }

    /// One who cannot be read is left out, and cannot sign in.
    package static func users(_ rows: [some StoredRow], _ damage: DamagedRows) -> [User] {
        damage.readable(rows, of: table, key: "login") { try User($0) }
    }
}

extension User {
    init(_ row: some StoredRow) throws {
        self.init(
            id: try row.string("id"), login: try row.string("login"), name: try row.string("name"),
            // A role that only a newer program knows may here no more than the least one.
            role: UserRole(rawValue: try row.string("role")) ?? .operator,
            extension: try row.optionalString("extension"),
            otherExtensions: try row.json("otherExtensions"), departments: try row.json("departments"),
            language: try row.optionalString("language"), isDisabled: try row.bool("isDisabled"),
            createdAt: try row.date("createdAt"))
    }
}
