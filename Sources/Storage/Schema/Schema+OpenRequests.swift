import GRDB

extension Schema {
    /// Adds which requests keep their operators from asking again: not those whose end is decided, even if they still
    /// have calls to hang up.
    static func addHeldOperators(_ db: Database) throws {
        try db.execute(
            sql: """
                -- holdsOperator: looked at in open requests only
                ALTER TABLE help_requests ADD COLUMN holdsOperator INTEGER NOT NULL DEFAULT 1;

                -- A flow that cannot be read stays as it is, to be reported.
                UPDATE help_requests SET holdsOperator = 0
                    WHERE isOpen AND typeof(flow) = 'text' AND json_valid(flow)
                        AND coalesce(json_type(flow, '$.stage.closing'), json_type(flow, '$.stage.ending')) IS NOT NULL;
                """)
    }
}
