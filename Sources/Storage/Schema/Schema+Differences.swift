import GRDB

extension Schema {
    /// What each change of a setting has changed, beside that it was changed.
    static func addDifferences(_ db: Database) throws {
        try db.execute(
            sql: """
                -- differences: a JSON list
                ALTER TABLE audit_log ADD COLUMN differences TEXT NOT NULL DEFAULT '[]';
                """)
    }
}
