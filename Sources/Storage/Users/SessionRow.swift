package import Administration
package import Foundation

/// A row of `sessions`, in either database. A column is called `user`, which is a word of PostgreSQL's own where it
/// does not stand in quotes.
package enum SessionRow {
    package static let table = "sessions"
    /// The kind in the audit log.
    package static let kind = "session"

    /// Returns the statement that begins a session; a user's only if they may still sign in, with the same password.
    ///
    /// - Parameters:
    ///   - password: the text of the password digest that a user signed in with.
    ///   - lock: the clause that keeps the user unchanged until the session is stored.
    package static func insertion(
        of session: Session, digest: String, at now: Date, password: String?, keepingUser lock: String = ""
    ) throws -> SQLStatement {
        let times: [SQLValue] = [now, session.expiresAt, session.endsAt].map { .integer($0.storedMilliseconds) }
        return switch session.holder {
        case .user(let user):
            SQLStatement(
                """
                INSERT INTO sessions (digest, "user", createdAt, expiresAt, endsAt)
                SELECT ?, id, ?, ?, ? FROM users WHERE id = ? AND password = ? AND NOT isDisabled\(lock)
                """, [.text(digest)] + times + [.text(user.id), .text(orNull: password)])
        case .embedded(let guest):
            SQLStatement(
                "INSERT INTO sessions (digest, guest, createdAt, expiresAt, endsAt) VALUES (?, ?, ?, ?, ?)",
                [.text(digest), .text(try StoredJSON.text(guest))] + times)
        }
    }

    /// Returns the query for a ``StoredSession``.
    package static func selection(digest: String) -> SQLStatement {
        SQLStatement(
            #"SELECT "user", guest, expiresAt, endsAt FROM sessions WHERE digest = ?"#, [.text(digest)])
    }

    /// Returns the statement that ends a session.
    package static func deletion(digest: String) -> SQLStatement {
        SQLStatement("DELETE FROM sessions WHERE digest = ?", [.text(digest)])
    }

    /// Returns the statement that ends all sessions of a user.
    package static func deletion(ofAll user: String) -> SQLStatement {
        SQLStatement(#"DELETE FROM sessions WHERE "user" = ?"#, [.text(user)])
    }
}
