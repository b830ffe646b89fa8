import GRDB

extension Schema {
    /// Creates the log of participants in operators' calls.
    ///
    /// It is a separate table, filled when a request ends: few requests have participants, and those of a period are
    /// found with one index scan, whatever the number of requests.
    static func createListenings(_ db: Database) throws {
        try db.execute(
            sql: """
                -- position: 0 for the helper, then the supervisors' visits; startedAt: milliseconds since 1970;
                -- milliseconds: how long, null where it is not known. Names and the customer stand in the request.
                CREATE TABLE listenings (
                    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    startedAt INTEGER NOT NULL,
                    milliseconds INTEGER,
                    role TEXT NOT NULL,
                    listener TEXT NOT NULL,
                    mode TEXT NOT NULL,
                    operator TEXT NOT NULL,
                    department TEXT NOT NULL,
                    PRIMARY KEY (request, position)
                ) WITHOUT ROWID;

                -- A damaged row is left out: it may hold no JSON, or nobody.
                INSERT OR IGNORE INTO listenings
                    SELECT id, 0, createdAt + answerMilliseconds, max(0, updatedAt - createdAt - answerMilliseconds),
                        'helper', helper, mode, operator, department
                    FROM (
                        SELECT *, CASE WHEN json_valid(flow) THEN json_extract(flow, '$.request.mode') END AS mode
                        FROM help_requests WHERE NOT isOpen AND helper IS NOT NULL AND answerMilliseconds IS NOT NULL)
                    WHERE mode IN ('whisper', 'barge', 'listen');

                -- Dates stand in flows as seconds since 2001.
                INSERT OR IGNORE INTO listenings
                    SELECT help_requests.id, visit.key + 1,
                        CAST(round((json_extract(visit.value, '$.at') + 978307200) * 1000) AS INTEGER), NULL,
                        'supervisor', json_extract(visit.value, '$.extension'), json_extract(visit.value, '$.mode'),
                        operator, department
                    FROM help_requests, json_each(
                        CASE WHEN json_valid(flow) THEN flow ELSE '{}' END, '$.request.supervisors') AS visit
                    WHERE NOT isOpen AND json_extract(visit.value, '$.state') = 'left';

                CREATE INDEX listenings_startedAt ON listenings
                    (startedAt, request, position, department, operator, listener, role, mode);
                """)
    }
}
