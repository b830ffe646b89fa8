import GRDB

extension Schema {
    /// Creates the mark of this installation's calls on a PBX, and the list of older open requests, whose channels lack
    /// the mark.
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
