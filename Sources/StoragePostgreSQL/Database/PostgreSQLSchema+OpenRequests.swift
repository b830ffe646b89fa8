extension PostgreSQLSchema {
    /// The requests that keep their operators from asking again: not those whose end is decided, even if they still
    /// have calls to hang up, nor those that were closed because they were unreadable.
    static let heldOperators = Migration(
        name: "7 operators held by requests",
        statements: [
            // holdsOperator: read for open requests only. Existing open requests hold their operators.
            "ALTER TABLE help_requests ADD COLUMN holdsOperator BOOLEAN NOT NULL DEFAULT TRUE",
            "DROP INDEX help_requests_one_open",
            """
            CREATE UNIQUE INDEX help_requests_one_open ON help_requests (operator) WHERE isOpen AND holdsOperator
            """,
        ])
}
