import GRDB

extension Schema {
    /// Creates the presences; people who did not want to be disturbed become busy, which is what they meant.
    static func createPresences(_ db: Database) throws {
        try db.execute(
            sql: """
                -- state: online, busy, break, offline; since: milliseconds since 1970
                CREATE TABLE presences (
                    extension TEXT NOT NULL PRIMARY KEY,
                    state TEXT NOT NULL,
                    since INTEGER NOT NULL
                ) WITHOUT ROWID;

                INSERT INTO presences (extension, state, since) SELECT extension, 'busy', since FROM helper_pauses;
                DROP TABLE helper_pauses;
                """)
    }
}
