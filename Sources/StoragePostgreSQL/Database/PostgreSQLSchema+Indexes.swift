extension PostgreSQLSchema {
    /// Indexes for queries that would otherwise read whole tables.
    static let moreIndexes = Migration(
        name: "9 indexes of dead deliveries, statistics and sign-ins",
        statements: [
            // Few deliveries are dead, among many that arrived.
            "CREATE INDEX outgoing_deliveries_dead ON outgoing_deliveries (kind, target, id) WHERE state = 'dead'",
            "CREATE INDEX outgoing_deliveries_dead_list ON outgoing_deliveries (id) WHERE state = 'dead'",
            // All columns that the statistics read.
            """
            CREATE INDEX help_requests_statistics
                ON help_requests (createdAt, department) INCLUDE (helper, answerMilliseconds)
            """,
            // Each kind is deleted after its own period.
            "DROP INDEX login_attempts_last",
            "CREATE INDEX login_attempts_last ON login_attempts (kind, last)",
        ])

    /// For those that wait for their first try after the clock was set back.
    static let untriedDeliveries = Migration(
        name: "10 index of untried deliveries",
        statements: [
            """
            CREATE INDEX outgoing_deliveries_untried ON outgoing_deliveries (attempts, kind, target, dueAt)
            WHERE state = 'waiting'
            """
        ])
}
