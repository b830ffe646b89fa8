import GRDB

extension Schema {
    /// Creates the queue of deliveries to others: webhooks of subscriptions and reports to CRMs.
    static func createOutgoingDeliveries(_ db: Database) throws {
        try db.execute(
            sql: """
                -- position: of the state in the request's timeline; snapshot: the request as it was then, JSON; queuedAt,
                -- dueAt, endedAt: milliseconds since 1970
                CREATE TABLE outgoing_deliveries (
                    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                    kind TEXT NOT NULL,
                    target TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    snapshot TEXT NOT NULL,
                    state TEXT NOT NULL,
                    queuedAt INTEGER NOT NULL,
                    dueAt INTEGER NOT NULL,
                    attempts INTEGER NOT NULL,
                    endedAt INTEGER,
                    fault TEXT,
                    UNIQUE (request, kind, target, position)
                );
                CREATE INDEX outgoing_deliveries_due ON outgoing_deliveries (kind, target, dueAt)
                    WHERE state = 'waiting';
                CREATE INDEX outgoing_deliveries_list ON outgoing_deliveries (kind, target, id);
                CREATE INDEX outgoing_deliveries_endedAt ON outgoing_deliveries (endedAt) WHERE endedAt IS NOT NULL;

                -- where changes of requests are posted to; secrets, states: JSON lists
                CREATE TABLE subscriptions (
                    id TEXT NOT NULL PRIMARY KEY,
                    url TEXT NOT NULL,
                    secrets TEXT NOT NULL,
                    states TEXT NOT NULL,
                    caFile TEXT
                ) WITHOUT ROWID;
                """)
    }

    /// Indexes dead deliveries, which are few among many that arrived.
    static func indexDeadDeliveries(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX outgoing_deliveries_dead ON outgoing_deliveries (kind, target, id) WHERE state = 'dead';
                CREATE INDEX outgoing_deliveries_dead_list ON outgoing_deliveries (id) WHERE state = 'dead';
                """)
    }

    /// For those that wait for their first try after the clock was set back.
    static func indexUntriedDeliveries(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX outgoing_deliveries_untried ON outgoing_deliveries (attempts, kind, target, dueAt)
                    WHERE state = 'waiting';
                """)
    }

    /// What CRMs were asked for requests, and have said.
    static func createLookupTraces(_ db: Database) throws {
        try db.execute(
            sql: """
                -- askedAt: milliseconds since 1970; trace: JSON, sealed
                CREATE TABLE lookup_traces (
                    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                    source TEXT NOT NULL,
                    askedAt INTEGER NOT NULL,
                    trace TEXT NOT NULL
                );
                CREATE INDEX lookup_traces_request ON lookup_traces (request);
                CREATE INDEX lookup_traces_askedAt ON lookup_traces (askedAt);
                """)
    }
}
