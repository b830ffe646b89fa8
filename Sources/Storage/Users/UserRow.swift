package import Administration
package import Foundation
import LocatedYAML

/// A row of `users`, in either database.
package enum UserRow {
    package static let table = "users"
    /// The kind in the audit log.
    package static let kind = "user"

    /// The users to read.
    package enum Selection {
        /// All users, by login.
        case all
        case named(String)
        case signingIn(String)
        /// The user, if they may be signed in.
        case enabled(String)

        /// The query.
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

    /// Returns the statement that adds a user; `password` is the text of its digest.
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

    /// Returns the statement that writes the changeable parts of a user, except the password.
    package static func update(of stored: User, to user: User) throws -> SQLStatement {
        SQLStatement(
            """
            UPDATE users SET login = ?, name = ?, role = coalesce(?, role), extension = ?, otherExtensions = ?,
                departments = ?, language = ?, isDisabled = ? WHERE id = ?
            """,
            [
                // A change of something else must not overwrite a role that only a newer program knows.
                .text(user.login), .text(user.name),
                .text(orNull: user.role == stored.role ? nil : user.role.rawValue), .text(orNull: user.extension),
                .text(try StoredJSON.text(user.otherExtensions)), .text(try StoredJSON.text(user.departments)),
                .text(orNull: user.language), .bool(user.isDisabled), .text(stored.id),
            ])
    }

    /// Returns the statement that adds a user's changes to the audit log.
    package static func note(
        _ differences: [SettingDifference], of user: User, by author: String, at now: Date
    ) throws -> SQLStatement {
        AuditRow.insertion(
            "changed", kind, user.login, differences: try StoredJSON.text(differences), by: author, at: now)
    }

    /// Returns the query for all other logins, for ``requireFree(_:beside:)``.
    package static func logins(besides id: String) -> SQLStatement {
        SQLStatement("SELECT login FROM users WHERE id <> ?", [.text(id)])
    }

    /// Refuses a login that another user has, even if an earlier version stored that login without normalising its
    /// digits.
    ///
    /// - Throws: `AdministrationError.invalid`.
    package static func requireFree(_ login: String, beside others: [some StoredRow]) throws {
        let wanted = login.storable
        let isTaken = others.contains { row in
            // An unreadable login is not in use.
            guard let other = try? row.string("login") else { return false }
            return other == wanted || UserDraft.normalized(login: other) == wanted
        }
        guard isTaken else { return }
        let message = "the login \(login) belongs to another user; take another one"
        throw AdministrationError.invalid([LocatedProblem(path: "login", message: message)])
    }

    /// Returns the users; an unreadable one is skipped and cannot sign in.
    package static func users(_ rows: [some StoredRow], _ damage: DamagedRows) -> [User] {
        damage.readable(rows, of: table, key: "login") { try User($0) }
    }
}

extension User {
    init(_ row: some StoredRow) throws {
        self.init(
            id: try row.string("id"), login: try row.string("login"), name: try row.string("name"),
            // A role that only a newer program knows has the least rights here.
            role: UserRole(rawValue: try row.string("role")) ?? .operator,
            extension: try row.optionalString("extension"),
            otherExtensions: try row.json("otherExtensions"), departments: try row.json("departments"),
            language: try row.optionalString("language"), isDisabled: try row.bool("isDisabled"),
            createdAt: try row.date("createdAt"))
    }
}
