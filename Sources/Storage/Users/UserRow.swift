package import Administration
package import Foundation
import LocatedYAML

/// A row of `users`, in either database.
package enum UserRow {
    package static let table = "users"
    /// What the audit log calls it.
    package static let kind = "user"

    /// Which users are read.
    package enum Selection {
        /// By login.
        case all
        case named(String)
        case signingIn(String)
        /// One who may be signed in.
        case enabled(String)

        /// What reads them.
        package var statement: SQLStatement {
            let (condition, values): (String, [SQLValue]) =
                switch self {
                case .all: ("ORDER BY login", [])
                case .named(let id): ("WHERE id = ?", [.text(id)])
                case .signingIn(let login): ("WHERE login = ?", [.text(login)])
                case .enabled(let id): ("WHERE id = ? AND NOT isDisabled", [.text(id)])
                }
            return SQLStatement(
                """
                SELECT id, login, name, role, extension, otherExtensions, departments, language, isDisabled, createdAt
                FROM users \(condition)
                """, values)
        }
    }

    /// Adds a user; `password` is the text of its digest.
    package static func insertion(of user: User, password: String) throws -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO users
                (id, login, name, password, role, extension, otherExtensions, departments, language, isDisabled, createdAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(user.id), .text(user.login), .text(user.name), .text(password), .text(user.role.rawValue),
                .text(orNull: user.extension), .text(try StoredJSON.text(user.otherExtensions)),
                .text(try StoredJSON.text(user.departments)), .text(orNull: user.language), .bool(user.isDisabled),
                .integer(user.createdAt.storedMilliseconds),
            ])
    }

    /// Writes what of a user can be changed, but the password.
    package static func update(of stored: User, to user: User) throws -> SQLStatement {
        SQLStatement(
            """
            UPDATE users SET login = ?, name = ?, role = coalesce(?, role), extension = ?, otherExtensions = ?,
                departments = ?, language = ?, isDisabled = ? WHERE id = ?
            """,
            [
                // A role that only a newer program knows is not lost by another change.
                .text(user.login), .text(user.name),
                .text(orNull: user.role == stored.role ? nil : user.role.rawValue), .text(orNull: user.extension),
                .text(try StoredJSON.text(user.otherExtensions)), .text(try StoredJSON.text(user.departments)),
                .text(orNull: user.language), .bool(user.isDisabled), .text(stored.id),
            ])
    }

    /// What notes a change of a user in the audit log.
    package static func note(
        _ differences: [SettingDifference], of user: User, by author: String, at now: Date
    ) throws -> SQLStatement {
        AuditRow.insertion(
            "changed", kind, user.login, differences: try StoredJSON.text(differences), by: author, at: now)
    }

    /// The logins of all others, for ``requireFree(_:beside:)``.
    package static func logins(besides id: String) -> SQLStatement {
        SQLStatement("SELECT login FROM users WHERE id <> ?", [.text(id)])
    }

    /// Refuses a login that another user has, also one that an earlier program stored with the digits of a keyboard.
    ///
    /// - Throws: `AdministrationError.invalid`.
    package static func requireFree(_ login: String, beside others: [some StoredRow]) throws {
        let wanted = login.storable
        let isTaken = others.contains { row in
            // One that cannot be read is nobody's.
            guard let other = try? row.string("login") else { return false }
            return other == wanted || UserDraft.normalized(login: other) == wanted
        }
        guard isTaken else { return }
        let message = "the login \(login) belongs to another user; take another one"
        throw AdministrationError.invalid([LocatedProblem(path: "login", message: message)])
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
