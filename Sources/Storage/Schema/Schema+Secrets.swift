import GRDB

extension Schema {
    /// Which key the secrets are sealed under. The row is written by whoever seals what an older program has left in
    /// the clear, which takes the key and so is no part of the migration.
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
