import GRDB

extension Schema {
    /// `extension` stays a user's main phone.
    static func addOtherExtensions(_ db: Database) throws {
        // A JSON list.
        try db.execute(sql: "ALTER TABLE users ADD COLUMN otherExtensions TEXT NOT NULL DEFAULT '[]'")
    }
}
