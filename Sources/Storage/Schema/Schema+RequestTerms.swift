import GRDB

extension Schema {
    /// Adds a table for the constant part of a flow, so that a transition does not write it again.
    static func addRequestTerms(_ db: Database) throws {
        try db.execute(
            sql: """
                -- terms: JSON; of open requests only
                CREATE TABLE help_request_terms (
                    request TEXT NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE,
                    terms TEXT NOT NULL
                ) WITHOUT ROWID;

                -- A flow that cannot be read stays as it is, to be reported.
                INSERT INTO help_request_terms (request, terms)
                    SELECT id, json_object(
                        'caller', json_extract(flow, '$.caller'), 'route', json_extract(flow, '$.route'),
                        'departmentName', json_extract(flow, '$.departmentName'),
                        'displayName', json_extract(flow, '$.displayName'),
                        'expiresAt', json_extract(flow, '$.expiresAt'),
                        'isDialled', json(iif(json_extract(flow, '$.isDialled'), 'true', 'false')))
                    FROM help_requests
                    WHERE isOpen AND typeof(flow) = 'text' AND json_valid(flow)
                        AND json_type(flow, '$.caller') = 'object' AND json_type(flow, '$.route') = 'object';
                UPDATE help_requests SET flow = json_remove(
                        flow, '$.caller', '$.route', '$.departmentName', '$.displayName', '$.expiresAt', '$.isDialled')
                    WHERE id IN (SELECT request FROM help_request_terms);
                """)
    }
}
