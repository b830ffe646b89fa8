import GRDB

extension Schema {
    /// Adds what listings and statistics query as columns, and as indexes so that they need not read flows for it.
    static func addRequestHistory(_ db: Database) throws {
        try db.execute(
            sql: """
                -- helper: the extension of the helper who was joined; answerMilliseconds: from accepted to connected
                ALTER TABLE help_requests ADD COLUMN outcome TEXT;
                ALTER TABLE help_requests ADD COLUMN helper TEXT;
                ALTER TABLE help_requests ADD COLUMN answerMilliseconds INTEGER;

                -- Dates stand in flows as seconds.
                UPDATE help_requests SET
                    outcome = json_extract(flow, '$.request.outcome'),
                    answerMilliseconds = (
                        SELECT CAST(round(
                            (json_extract(value, '$.at') - json_extract(flow, '$.request.createdAt')) * 1000) AS INTEGER)
                        FROM json_each(flow, '$.request.timeline') WHERE json_extract(value, '$.state') = 'connected'
                        LIMIT 1);
                UPDATE help_requests SET helper = json_extract(flow, '$.request.manager.extension')
                WHERE answerMilliseconds IS NOT NULL;

                -- Each time that a helper's phone was rung, once the request has ended.
                CREATE TABLE ring_attempts (
                    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    helper TEXT NOT NULL,
                    department TEXT NOT NULL,
                    createdAt INTEGER NOT NULL,
                    PRIMARY KEY (request, position)
                ) WITHOUT ROWID;
                INSERT INTO ring_attempts (request, position, helper, department, createdAt)
                    SELECT help_requests.id, attempt.key, json_extract(attempt.value, '$.extension'), department, createdAt
                    FROM help_requests, json_each(flow, '$.request.attempts') AS attempt WHERE NOT isOpen;

                CREATE INDEX help_requests_history
                    ON help_requests (createdAt, department, operator, route, state, outcome, helper);
                CREATE INDEX help_requests_accepted ON help_requests (department, createdAt);
                CREATE INDEX help_requests_helped ON help_requests (department, createdAt, answerMilliseconds)
                    WHERE answerMilliseconds IS NOT NULL;
                CREATE INDEX help_requests_answer ON help_requests (answerMilliseconds, createdAt, department)
                    WHERE answerMilliseconds IS NOT NULL;
                CREATE INDEX help_requests_department_answer
                    ON help_requests (department, answerMilliseconds, createdAt)
                    WHERE answerMilliseconds IS NOT NULL;
                CREATE INDEX help_requests_helper_answer
                    ON help_requests (helper, createdAt, department, answerMilliseconds)
                    WHERE answerMilliseconds IS NOT NULL;
                CREATE INDEX ring_attempts_helper ON ring_attempts (helper, createdAt, department);
                """)
    }

    /// Creates the log of deliveries; what a mapping may read is in a separate table, so that a listing does not read
    /// it.
    static func createWebhookDeliveries(_ db: Database) throws {
        try db.execute(
            sql: """
                -- receivedAt: milliseconds since 1970; size: that of the body, in bytes
                CREATE TABLE webhook_deliveries (
                    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                    endpoint TEXT NOT NULL,
                    receivedAt INTEGER NOT NULL,
                    deliveryId TEXT,
                    result TEXT NOT NULL,
                    status INTEGER NOT NULL,
                    code TEXT,
                    reason TEXT,
                    request TEXT,
                    size INTEGER NOT NULL,
                    isProven INTEGER NOT NULL,
                    isReplayable INTEGER NOT NULL
                );
                CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint, isProven, id);
                CREATE INDEX webhook_deliveries_receivedAt ON webhook_deliveries (receivedAt);

                -- headers, query: JSON
                CREATE TABLE webhook_contents (
                    delivery INTEGER NOT NULL PRIMARY KEY REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
                    headers TEXT NOT NULL,
                    query TEXT NOT NULL,
                    body BLOB NOT NULL
                );
                """)
    }
}
