package import Administration
import Foundation
import GRDB

/// A session's row as it was read, before its user is.
package struct StoredSession {
    /// Whose it is; `nil` of an embedded operator.
    package let user: String?
    private let guest: EmbeddedOperator?
    private let expiresAt: Date
    private let endsAt: Date

    /// - Throws: when a column cannot be read, or what is known of an embedded operator.
    package init(_ row: some StoredRow) throws {
        user = try row.optionalString("user")
        guest = try row.optionalString("guest").map { try StoredJSON.value($0) }
        expiresAt = try row.date("expiresAt")
        endsAt = try row.date("endsAt")
    }

    /// - Returns: `nil` when its user may not sign in any more.
    func session(_ damage: DamagedRows, _ db: Database) throws -> Session? {
        session(
            of: try user.flatMap { try UserRow.users(UserRow.Selection.enabled($0).statement.rows(db), damage).first })
    }

    /// - Parameter holder: its user, who may still sign in.
    package func session(of holder: User?) -> Session? {
        guard let holder = guest.map(Session.Holder.embedded) ?? holder.map(Session.Holder.user) else { return nil }
        return Session(holder: holder, expiresAt: expiresAt, endsAt: endsAt)
    }
}
