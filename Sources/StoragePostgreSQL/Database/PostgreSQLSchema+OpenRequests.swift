extension PostgreSQLSchema {
    /// The requests that keep their operators from asking again.
    ///
    /// Requests whose end is decided do not, though their calls may still have to be hung up, nor do requests that were
    /// closed because they were unreadable.
    static let heldOperators = Migration(
        name: "7 operators held by requests",
        statements: [
            // holdsOperator: read for open requests only. Those already open hold theirs, as far as their states show.
            "ALTER TABLE help_requests ADD COLUMN holdsOperator BOOLEAN NOT NULL DEFAULT TRUE",
            "DROP INDEX help_requests_one_open",
            """
            CREATE UNIQUE INDEX help_requests_one_open ON help_requests (operator) WHERE isOpen AND holdsOperator
            """,
        ])
}
