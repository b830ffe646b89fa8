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

    /// What makes several bridges one help desk.
    static let severalBridges = Migration(
        name: "6 several bridges",
        statements: [
            // The one epoch of all PBXs, in whose place each has its own.
            "ALTER TABLE help_request_revision DROP COLUMN epoch, DROP COLUMN servedBy",
            // isConnected: whether the owner follows the PBX
            "ALTER TABLE pbx_owners ADD COLUMN isConnected BOOLEAN NOT NULL DEFAULT FALSE",
            // program: for people
            """
            CREATE TABLE bridges (
                id \(text) NOT NULL PRIMARY KEY,
                program \(text) NOT NULL,
                seenAt TIMESTAMPTZ NOT NULL
            )
            """,
            // What the owner of a PBX is to do; content: the order, JSON, null for a request that nobody runs yet; epoch: that
            // of the owner who has it in hand; answer: JSON
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
            // Attempts to sign in; login and address are empty where the kind counts without them; notBefore, last: milliseconds
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
            // What CRMs have let us in with; settings: a digest of what the token was had with; token: sealed; expiresAt: null
            // where it is not known; renewingUntil: while a bridge asks for another one
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

    /// The tables that only several bridges need, and SQLite has not.
    static let tablesOfBridges = ["pbx_owners", "bridges", "forwarded_orders", "login_attempts", "access_tokens"]
}
