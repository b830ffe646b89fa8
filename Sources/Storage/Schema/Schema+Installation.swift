import GRDB

extension Schema {
    /// What tells this installation's calls on a PBX from those of others, and the requests that are older than that:
    /// their channels carry no mark.
    static func createInstallation(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE installation (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    name TEXT NOT NULL
                );
                INSERT INTO installation (id, name) VALUES (1, lower(hex(randomblob(16))));

                CREATE TABLE unmarked_requests (
                    id TEXT NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE
                ) WITHOUT ROWID;
                INSERT INTO unmarked_requests (id) SELECT id FROM help_requests WHERE isOpen;
                """)
    }
}
