extension PostgreSQLSchema {
    /// Which bridge holds which PBX, of several bridges on one database.
    static let owners = Migration(
        name: "5 owners of PBXs",
        statements: [
            // epoch: grows with each owner; expiresAt: by the server's clock
            """
            CREATE TABLE pbx_owners (
                pbx \(text) NOT NULL PRIMARY KEY,
                owner \(text) NOT NULL,
                epoch BIGINT NOT NULL,
                expiresAt TIMESTAMPTZ NOT NULL
            )
            """
        ])
}
