extension PostgreSQLSchema {
    /// The differences of each change of a setting.
    static let differences = Migration(
        name: "6 differences in the audit log",
        statements: [
            // differences: a JSON list
            "ALTER TABLE audit_log ADD COLUMN differences \(text) NOT NULL DEFAULT '[]'"
        ])
}
