public import Foundation
import GRDB

/// The users, with digests of their passwords.
public struct UserDatabase: Sendable {
    public struct User: Sendable, Equatable {
        public var id: String
        /// In lower case.
        public var login: String
        public var name: String
        public var role: String
        public var `extension`: String?
        public var departments: [String]
        public var language: String?
        public var isDisabled: Bool
        public var createdAt: Date

        public init(
            id: String, login: String, name: String, role: String, extension number: String?, departments: [String],
            language: String?, isDisabled: Bool, createdAt: Date
        ) {
            self.id = id
            self.login = login
            self.name = name
            self.role = role
            self.extension = number
            self.departments = departments
            self.language = language
            self.isDisabled = isDisabled
            self.createdAt = createdAt
        }
    }

    static let table = "users"
    private static let kind = "user"

    private let database: HelpDeskDatabase
    /// The role of which somebody who is not disabled must always be left.
    private let indispensable: String

    public init(database: HelpDeskDatabase, indispensableRole: String) {
        self.database = database
        indispensable = indispensableRole
    }

    /// By login.
    public func users() async throws -> [User] {
        try await database.reading { db in try Self.users("ORDER BY login", [], database.damage, db) }
    }

    public func user(_ id: String) async throws -> User? {
        try await database.reading { db in try Self.users("WHERE id = ?", [id], database.damage, db).first }
    }

    /// A user with the digest of his password.
    public func account(login: String) async throws -> (user: User, password: String)? {
        try await database.reading { db in
            guard let user = try Self.users("WHERE login = ?", [login], database.damage, db).first,
                let password = try String.fetchOne(
                    db, sql: "SELECT password FROM users WHERE id = ?", arguments: [user.id])
            else { return nil }
            return (user, password)
        }
    }

    /// - Parameter author: whom the audit log names.
    /// - Throws: ``StorageError/loginTaken(_:)``.
    public func add(_ user: User, password: String, by author: String) async throws {
        try await database.writing { db in
            try Self.requireFree(user.login, for: user.id, db)
            try db.execute(
                sql: """
                    INSERT INTO users
                        (id, login, name, password, role, extension, departments, language, isDisabled, createdAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    user.id, user.login, user.name, password, user.role, user.extension,
                    try StoredJSON.text(user.departments), user.language, user.isDisabled,
                    user.createdAt.storedMilliseconds,
                ])
            try AuditLog.note("added", Self.kind, user.login, by: author, db)
        }
    }

    /// Changes everything but the password.
    ///
    /// - Parameter edit: makes the new user from the stored one; id and date stay.
    /// - Returns: the user as he is now; `nil` when there is none.
    /// - Throws: ``StorageError/loginTaken(_:)``, ``StorageError/lastOfRole(_:)``.
    public func change(
        _ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void
    ) async throws -> User? {
        try await database.writing { db in
            guard let stored = try Self.users("WHERE id = ?", [id], database.damage, db).first else { return nil }
            var user = stored
            edit(&user)
            guard user != stored else { return stored }
            try Self.requireFree(user.login, for: id, db)
            try db.execute(
                sql: """
                    UPDATE users SET login = ?, name = ?, role = ?, extension = ?, departments = ?, language = ?,
                        isDisabled = ? WHERE id = ?
                    """,
                arguments: [
                    user.login, user.name, user.role, user.extension, try StoredJSON.text(user.departments),
                    user.language, user.isDisabled, id,
                ])
            if user.isDisabled { try SessionDatabase.endAll(of: id, db) }
            try requireIndispensable(after: stored, db)
            try AuditLog.note("changed", Self.kind, user.login, by: author, db)
            return user
        }
    }

    /// Sets a password, and ends the user's sessions.
    ///
    /// - Returns: whether there is such a user.
    public func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard let user = try Self.users("WHERE id = ?", [id], database.damage, db).first else { return false }
            try db.execute(sql: "UPDATE users SET password = ? WHERE id = ?", arguments: [password, id])
            try SessionDatabase.endAll(of: id, db)
            try AuditLog.note("changed", Self.kind, user.login, by: author, db)
            return true
        }
    }

    /// Removes a user, and ends his sessions.
    ///
    /// - Returns: whether there was one.
    /// - Throws: ``StorageError/lastOfRole(_:)``.
    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.writing { db in
            guard let user = try Self.users("WHERE id = ?", [id], database.damage, db).first else { return false }
            // His sessions go with him: they refer to him.
            try db.execute(sql: "DELETE FROM users WHERE id = ?", arguments: [id])
            try requireIndispensable(after: user, db)
            try AuditLog.note("removed", Self.kind, user.login, by: author, db)
            return true
        }
    }

    /// Refuses a change that has taken away the last one.
    private func requireIndispensable(after stored: User, _ db: Database) throws {
        guard stored.role == indispensable, !stored.isDisabled else { return }
        let isAnyLeft = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE role = ? AND NOT isDisabled)", arguments: [indispensable]
        )
        guard isAnyLeft == true else { throw StorageError.lastOfRole(indispensable) }
    }

    private static func requireFree(_ login: String, for id: String, _ db: Database) throws {
        let isTaken = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE login = ? AND id <> ?)", arguments: [login, id])
        guard isTaken == false else { throw StorageError.loginTaken(login) }
    }

    /// One who cannot be read is left out, and cannot sign in.
    static func users(
        _ condition: String, _ arguments: StatementArguments, _ damage: DamagedRows, _ db: Database
    ) throws -> [User] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, login, name, role, extension, departments, language, isDisabled, createdAt
                FROM users \(condition)
                """)
        return damage.readable(
            try Row.fetchAll(statement, arguments: arguments), of: table, key: "login", User.init)
    }
}

extension UserDatabase.User {
    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"), login: try row.value("login"), name: try row.value("name"),
            role: try row.value("role"), extension: try row.value("extension"),
            departments: try row.json("departments"),
            language: try row.value("language"), isDisabled: try row.value("isDisabled"),
            createdAt: try row.date("createdAt"))
    }
}
