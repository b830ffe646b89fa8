import GRDB

extension Schema {
    static func createPromptRecipes(_ db: Database) throws {
        try db.execute(
            sql: """
                -- digest: the prompt's; content: JSON; usedAt: milliseconds since 1970
                CREATE TABLE prompt_recipes (
                    digest TEXT NOT NULL PRIMARY KEY,
                    content TEXT NOT NULL,
                    usedAt INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE INDEX prompt_recipes_usedAt ON prompt_recipes (usedAt);
                """)
    }
}
