extension PostgreSQLSchema {
    /// The recipes of prompts, so that each bridge can serve what another one ordered.
    static let promptRecipes = Migration(
        name: "8 prompt recipes",
        statements: [
            // digest: the prompt's; content: JSON; usedAt: milliseconds since 1970, by the server's clock
            """
            CREATE TABLE prompt_recipes (
                digest \(text) NOT NULL PRIMARY KEY,
                content \(text) NOT NULL,
                usedAt BIGINT NOT NULL
            )
            """,
            "CREATE INDEX prompt_recipes_usedAt ON prompt_recipes (usedAt)",
        ])
}
