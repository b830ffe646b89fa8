package import Administration
import Foundation
import GRDB

/// A session's row before its user is read.
package struct StoredSession {
    /// The user's ID; `nil` for an embedded operator.
    package let user: String?
    private let guest: EmbeddedOperator?
    private let expiresAt: Date
    private let endsAt: Date

    /// - Throws: an error if a column, or the JSON of an embedded operator, is unreadable.
    package init(_ row: some StoredRow) throws {
        user = try row.optionalString("user")
        guest = try row.optionalString("guest").map { try StoredJSON.value($0) }
        expiresAt = try row.date("expiresAt")
        endsAt = try row.date("endsAt")
    }

    /// - Returns: `nil` if the user may no longer sign in.
    func session(_ damage: DamagedRows, _ db: Database) throws -> Session? {
        session(
            of: try user.flatMap { try UserRow.users(UserRow.Selection.enabled($0).statement.rows(db), damage).first })
    }

    /// - Parameter holder: the session's user, who may still sign in.
    package func session(of holder: User?) -> Session? {
        guard let holder = guest.map(Session.Holder.embedded) ?? holder.map(Session.Holder.user) else { return nil }
        return Session(holder: holder, expiresAt: expiresAt, endsAt: endsAt)
    }
}
