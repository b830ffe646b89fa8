extension PostgreSQLSchema {
    /// The owners of PBXs, among several bridges on one database.
    static let owners = Migration(
        name: "5 owners of PBXs",
        statements: [
            // epoch: increases with each owner; expiresAt: by the server's clock
            """
            CREATE TABLE pbx_owners (
                pbx \(text) NOT NULL PRIMARY KEY,
                owner \(text) NOT NULL,
                epoch BIGINT NOT NULL,
                expiresAt TIMESTAMPTZ NOT NULL
            )
            """
        ])

    /// The tables that make several bridges one help desk.
    static let severalBridges = Migration(
        name: "6 several bridges",
        statements: [
            // The single epoch of all PBXs is replaced with one for each PBX.
            "ALTER TABLE help_request_revision DROP COLUMN epoch, DROP COLUMN servedBy",
            // isConnected: whether the owner is connected to the PBX
            "ALTER TABLE pbx_owners ADD COLUMN isConnected BOOLEAN NOT NULL DEFAULT FALSE",
            // program: for people
            """
            CREATE TABLE bridges (
                id \(text) NOT NULL PRIMARY KEY,
                program \(text) NOT NULL,
                seenAt TIMESTAMPTZ NOT NULL
            )
            """,
            // Orders for the owner of a PBX; content: the order, JSON, null for a request that no bridge runs yet;
            // epoch: the epoch of the owner that took the order; answer: JSON
            """
            CREATE TABLE forwarded_orders (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                pbx \(text) NOT NULL,
                request \(text) NOT NULL,
                content \(text),
                epoch BIGINT NOT NULL DEFAULT 0,
                answer \(text),
                createdAt TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
            )
            """,
            // Attempts to sign in; login and address are empty if the kind does not use them; notBefore, last:
            // milliseconds
            """
            CREATE TABLE login_attempts (
                kind \(text) NOT NULL,
                login \(text) NOT NULL,
                address \(text) NOT NULL,
                attempts BIGINT NOT NULL,
                notBefore BIGINT NOT NULL,
                last BIGINT NOT NULL,
                PRIMARY KEY (kind, login, address)
            )
            """,
            "CREATE INDEX login_attempts_last ON login_attempts (last)",
            // Access tokens from CRMs; settings: a digest of the settings that the token was obtained with; token:
            // sealed; expiresAt: null if unknown; renewingUntil: while a bridge obtains another token
            """
            CREATE TABLE access_tokens (
                source \(text) NOT NULL PRIMARY KEY,
                settings \(text) NOT NULL,
                token \(text),
                expiresAt BIGINT,
                renewingUntil BIGINT NOT NULL
            )
            """,
        ])

    /// The tables that only several bridges need, which SQLite does not have.
    static let tablesOfBridges = ["pbx_owners", "bridges", "forwarded_orders", "login_attempts", "access_tokens"]
}
