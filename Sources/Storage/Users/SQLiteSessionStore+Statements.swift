package import Administration
package import Foundation

/// What sessions are read and written with, in either database. A column is called `user`, which is a word of
/// PostgreSQL's own where it does not stand in quotes.
extension SQLiteSessionStore {
    package static func insertion(of session: Session, digest: String, at now: Date) throws -> SQLStatement {
        var (user, guest): (String?, String?) = (nil, nil)
        switch session.holder {
        case .user(let holder): user = holder.id
        case .embedded(let holder): guest = try StoredJSON.text(holder)
        }
        return SQLStatement(
            #"INSERT INTO sessions (digest, "user", guest, createdAt, expiresAt, endsAt) VALUES (?, ?, ?, ?, ?, ?)"#,
            [
                .text(digest), .text(orNull: user), .text(orNull: guest), .integer(now.storedMilliseconds),
                .integer(session.expiresAt.storedMilliseconds), .integer(session.endsAt.storedMilliseconds),
            ])
    }

    package static func selection(digest: String) -> SQLStatement {
        SQLStatement(
            #"SELECT "user", guest, expiresAt, endsAt FROM sessions WHERE digest = ?"#, [.text(digest)])
    }

    package static func deletion(digest: String) -> SQLStatement {
        SQLStatement("DELETE FROM sessions WHERE digest = ?", [.text(digest)])
    }

    package static func deletion(ofAll user: String) -> SQLStatement {
        SQLStatement(#"DELETE FROM sessions WHERE "user" = ?"#, [.text(user)])
    }
}
