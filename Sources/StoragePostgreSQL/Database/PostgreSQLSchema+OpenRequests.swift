extension PostgreSQLSchema {
    /// Which requests keep their operators from asking again: not those whose end is decided, though calls of theirs may still
    /// have to be hung up, nor those that were closed since nobody could read them.
    static let heldOperators = Migration(
        name: "7 operators held by requests",
        statements: [
            // holdsOperator: looked at in open requests only. Those that are open hold theirs, as far as their states tell.
            "ALTER TABLE help_requests ADD COLUMN holdsOperator BOOLEAN NOT NULL DEFAULT TRUE",
            "DROP INDEX help_requests_one_open",
            """
            CREATE UNIQUE INDEX help_requests_one_open ON help_requests (operator) WHERE isOpen AND holdsOperator
            """,
        ])
}
