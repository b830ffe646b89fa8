package import Administration
package import Foundation

/// A row of `sessions`, in either database. A column is called `user`, which is a word of PostgreSQL's own where it
/// does not stand in quotes.
package enum SessionRow {
    package static let table = "sessions"
    /// What the audit log calls it.
    package static let kind = "session"

    /// Begins a session: a user's only where they may still sign in, by the password that they have.
    ///
    /// - Parameters:
    ///   - password: the text of the digest by which a user has signed in.
    ///   - lock: what keeps them as they are until the session is there.
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

    /// Reads what a ``StoredSession`` is made of.
    package static func selection(digest: String) -> SQLStatement {
        SQLStatement(
            #"SELECT "user", guest, expiresAt, endsAt FROM sessions WHERE digest = ?"#, [.text(digest)])
    }

    /// Ends a session.
    package static func deletion(digest: String) -> SQLStatement {
        SQLStatement("DELETE FROM sessions WHERE digest = ?", [.text(digest)])
    }

    /// Ends all sessions of a user.
    package static func deletion(ofAll user: String) -> SQLStatement {
        SQLStatement(#"DELETE FROM sessions WHERE "user" = ?"#, [.text(user)])
    }
}
