import GRDB

extension Schema {
    /// Creates the row for the key that the secrets are sealed with.
    ///
    /// It is not written in the migration, since it takes the key to seal the secrets that an older program stored in
    /// clear text.
    static func createSealedKey(_ db: Database) throws {
        try db.execute(
            sql: """
                -- key: its id, not itself; hasTraces: whether the file may hold pages from before the sealing
                CREATE TABLE sealed_key (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    key TEXT NOT NULL,
                    hasTraces INTEGER NOT NULL
                );

                -- origin: where the token came from, and the only place that it goes to; null in rows from before
                ALTER TABLE refresh_tokens ADD COLUMN origin TEXT;
                """)
    }
}
