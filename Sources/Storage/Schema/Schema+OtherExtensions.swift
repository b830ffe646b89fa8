import GRDB

extension Schema {
    /// Adds a user's other extensions; `extension` remains the main phone.
    static func addOtherExtensions(_ db: Database) throws {
        // A JSON list.
        try db.execute(sql: "ALTER TABLE users ADD COLUMN otherExtensions TEXT NOT NULL DEFAULT '[]'")
    }
}
