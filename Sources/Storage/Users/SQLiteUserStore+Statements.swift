package import Administration

/// What users are read and written with, in either database.
extension SQLiteUserStore {
    package enum Selection {
        /// By login.
        case all
        case named(String)
        case signingIn(String)
        /// One who may be signed in.
        case enabled(String)

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
        _ differences: [SettingDifference], of user: User, by author: String
    ) throws -> SQLStatement {
        SQLiteAuditLog.insertion("changed", kind, user.login, differences: try StoredJSON.text(differences), by: author)
    }
}
