extension PostgreSQLSchema {
    /// The differences of each changed setting, in addition to the fact that it was changed.
    static let differences = Migration(
        name: "6 differences in the audit log",
        statements: [
            // differences: a JSON list
            "ALTER TABLE audit_log ADD COLUMN differences \(text) NOT NULL DEFAULT '[]'"
        ])
}
