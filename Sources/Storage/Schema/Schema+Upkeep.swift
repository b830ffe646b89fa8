import GRDB

extension Schema {
    /// Adds the tables and columns that the database's own maintenance needs.
    static func addUpkeep(_ db: Database) throws {
        try db.execute(
            sql: """
                -- lastSeen: milliseconds since 1970; until the clock was noted first, the newest record speaks for it
                CREATE TABLE clock (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    lastSeen INTEGER,
                    ballast BLOB
                );
                INSERT INTO clock (id, lastSeen) SELECT 1, max(at) FROM (
                    SELECT max(createdAt) AS at FROM help_requests UNION ALL SELECT max(at) FROM audit_log
                    UNION ALL SELECT max(receivedAt) FROM webhook_deliveries);

                -- Numbers that are to be forgotten from requests which the bridge still holds in memory.
                CREATE TABLE erasures (
                    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                    number TEXT NOT NULL,
                    PRIMARY KEY (request, number)
                ) WITHOUT ROWID;

                -- address: from which it was done
                ALTER TABLE audit_log ADD COLUMN address TEXT;
                CREATE INDEX audit_log_at ON audit_log (at);
                """)
    }
}
