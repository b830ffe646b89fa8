extension PostgreSQLSchema {
    /// Indexes for queries that would otherwise read whole tables.
    static let moreIndexes = Migration(
        name: "9 indexes of dead deliveries, statistics and sign-ins",
        statements: [
            // Dead deliveries are few among many that arrived.
            "CREATE INDEX outgoing_deliveries_dead ON outgoing_deliveries (kind, target, id) WHERE state = 'dead'",
            "CREATE INDEX outgoing_deliveries_dead_list ON outgoing_deliveries (id) WHERE state = 'dead'",
            // The columns that statistics count.
            """
            CREATE INDEX help_requests_statistics
                ON help_requests (createdAt, department) INCLUDE (helper, answerMilliseconds)
            """,
            // Each kind is removed after a different time.
            "DROP INDEX login_attempts_last",
            "CREATE INDEX login_attempts_last ON login_attempts (kind, last)",
        ])
}
