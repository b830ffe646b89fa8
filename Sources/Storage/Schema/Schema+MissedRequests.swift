import GRDB

extension Schema {
    /// Creates the list of requests that end without help from now on; earlier ones are history.
    static func createMissedRequests(_ db: Database) throws {
        try db.execute(
            sql: """
                -- createdAt, settledAt: milliseconds since 1970; settledAt, settledBy: null while nobody has seen to it
                CREATE TABLE missed_requests (
                    request TEXT NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE,
                    department TEXT NOT NULL,
                    createdAt INTEGER NOT NULL,
                    isSettled INTEGER NOT NULL DEFAULT 0,
                    settledAt INTEGER,
                    settledBy TEXT,
                    note TEXT
                ) WITHOUT ROWID;
                CREATE INDEX missed_requests_open ON missed_requests (department) WHERE isSettled = 0;
                CREATE INDEX missed_requests_list ON missed_requests (isSettled, createdAt, request, department);
                """)
    }
}
