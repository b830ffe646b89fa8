import Administration
import Foundation
import GRDB

/// A session's row as it was read, before its user is.
struct StoredSession {
    private let user: String?
    private let guest: EmbeddedOperator?
    private let expiresAt: Date
    private let endsAt: Date

    /// - Throws: when a column cannot be read, or what is known of an embedded operator.
    init(_ row: Row) throws {
        user = try row.value("user")
        guest = try row.value("guest", as: String?.self).map { try StoredJSON.value($0) }
        expiresAt = try row.date("expiresAt")
        endsAt = try row.date("endsAt")
    }

    /// - Returns: `nil` when its user may not sign in any more.
    func session(_ damage: DamagedRows, _ db: Database) throws -> Session? {
        let holder: Session.Holder
        if let guest {
            holder = .embedded(guest)
        } else {
            guard
                let user = try UserDatabase.users("WHERE id = ? AND NOT isDisabled", [user], damage, db).first
            else { return nil }
            holder = .user(user)
        }
        return Session(holder: holder, expiresAt: expiresAt, endsAt: endsAt)
    }
}
