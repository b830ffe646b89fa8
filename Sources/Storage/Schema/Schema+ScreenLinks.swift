import GRDB

extension Schema {
    static func createScreenLinks(_ db: Database) throws {
        try db.execute(
            sql: """
                -- createdAt, lastUsedAt: milliseconds since 1970; lastUsedAt: null before the first use
                CREATE TABLE screen_links (
                    id TEXT NOT NULL PRIMARY KEY,
                    digest TEXT NOT NULL UNIQUE,
                    name TEXT NOT NULL,
                    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    createdAt INTEGER NOT NULL,
                    lastUsedAt INTEGER
                ) WITHOUT ROWID;
                CREATE INDEX screen_links_user ON screen_links (user);
                """)
    }
}
