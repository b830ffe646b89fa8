import GRDB

extension Schema {
    /// Adds the differences of each change of a setting to the audit log.
    static func addDifferences(_ db: Database) throws {
        try db.execute(
            sql: """
                -- differences: a JSON list
                ALTER TABLE audit_log ADD COLUMN differences TEXT NOT NULL DEFAULT '[]';
                """)
    }
}
