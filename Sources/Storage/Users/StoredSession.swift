import Administration
import Foundation
import GRDB

/// A session's row as it was read, before its user is.
struct StoredSession {
    private let user: String?
    private let guest: String?
    private let expiresAt: Date
    private let endsAt: Date

    /// - Throws: ``UnreadableColumn``.
    init(_ row: Row) throws {
        user = try row.value("user")
        guest = try row.value("guest")
        expiresAt = try row.date("expiresAt")
        endsAt = try row.date("endsAt")
    }

    /// - Returns: `nil` when its user may not sign in any more.
    /// - Throws: when what is known of an embedded operator cannot be read.
    func session(_ damage: DamagedRows, _ db: Database) throws -> Session? {
        let holder: Session.Holder
        if let guest {
            holder = .embedded(try StoredJSON.value(guest))
        } else {
            guard
                let user = try UserDatabase.users("WHERE id = ? AND NOT isDisabled", [user], damage, db).first
            else { return nil }
            holder = .user(user)
        }
        return Session(holder: holder, expiresAt: expiresAt, endsAt: endsAt)
    }
}
