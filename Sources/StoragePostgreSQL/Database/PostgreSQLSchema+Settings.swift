extension PostgreSQLSchema {
    /// References are checked at the commit: departments may be written in any order, and refer to each other.
    static let settings = Migration(
        name: "3 settings, secrets, sounds",
        statements: [
            """
            CREATE TABLE departments (
                id \(text) NOT NULL PRIMARY KEY,
                name \(text) NOT NULL,
                parent \(text) REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED
            )
            """,
            """
            CREATE TABLE helpers (
                department \(text) NOT NULL REFERENCES departments (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                position BIGINT NOT NULL,
                extension \(text) NOT NULL,
                name \(text),
                PRIMARY KEY (department, position),
                UNIQUE (department, extension)
            )
            """,
            """
            CREATE TABLE operators (
                extension \(text) NOT NULL PRIMARY KEY,
                name \(text) NOT NULL,
                department \(text) NOT NULL REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
                email \(text),
                crmId \(text)
            )
            """,
            // credentials: a JSON object with sealed literals; policy: JSON
            """
            CREATE TABLE sources (
                id \(text) NOT NULL PRIMARY KEY,
                mapping \(text) NOT NULL,
                baseURL \(text) NOT NULL,
                timeoutMilliseconds BIGINT NOT NULL,
                credentials \(text) NOT NULL,
                caFile \(text),
                policy \(text) NOT NULL
            )
            """,
            // sources, prompts, ringing, ladder, options: JSON
            """
            CREATE TABLE routes (
                code \(text) NOT NULL PRIMARY KEY,
                name \(text) NOT NULL,
                detection \(text) NOT NULL,
                sources \(text) NOT NULL,
                voice \(text) NOT NULL,
                mode \(text) NOT NULL,
                prompts \(text) NOT NULL,
                ringing \(text) NOT NULL,
                ladder \(text) NOT NULL,
                secondPress \(text) NOT NULL,
                options \(text) NOT NULL
            )
            """,
            // secrets: a JSON list with sealed literals
            """
            CREATE TABLE webhooks (
                id \(text) NOT NULL PRIMARY KEY,
                mapping \(text) NOT NULL,
                route \(text) NOT NULL REFERENCES routes (code) DEFERRABLE INITIALLY DEFERRED,
                secrets \(text) NOT NULL
            )
            """,
            // The URLs that changes of requests are posted to; secrets, states: JSON lists
            """
            CREATE TABLE subscriptions (
                id \(text) NOT NULL PRIMARY KEY,
                url \(text) NOT NULL,
                secrets \(text) NOT NULL,
                states \(text) NOT NULL,
                caFile \(text)
            )
            """,
            """
            CREATE TABLE presences (
                extension \(text) NOT NULL PRIMARY KEY,
                state \(text) NOT NULL,
                since BIGINT NOT NULL
            )
            """,
            counter("call_center_revision", "revision"),
            "INSERT INTO call_center_revision (id, revision) VALUES (1, 0)",

            // configured: the token in the source's credentials, which `token` replaced; both sealed; origin: the
            // origin that the token came from, and the only one that it is sent to
            """
            CREATE TABLE refresh_tokens (
                source \(text) NOT NULL PRIMARY KEY,
                configured \(text) NOT NULL,
                token \(text) NOT NULL,
                origin \(text)
            )
            """,
            // key: the ID of the key that seals the secrets, not the key
            """
            CREATE TABLE sealed_key (
                id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
                key \(text) NOT NULL,
                hasTraces BOOLEAN NOT NULL
            )
            """,
            // loudness: LUFS, as uploaded
            """
            CREATE TABLE sounds (
                id \(text) NOT NULL PRIMARY KEY,
                name \(text) NOT NULL,
                format \(text) NOT NULL,
                seconds DOUBLE PRECISION NOT NULL,
                loudness DOUBLE PRECISION NOT NULL,
                revision BIGINT NOT NULL,
                createdAt BIGINT NOT NULL,
                updatedAt BIGINT NOT NULL
            )
            """,
            // wav: a whole file of 16-bit mono PCM
            """
            CREATE TABLE sound_audio (
                sound \(text) NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
                sampleRate BIGINT NOT NULL,
                wav BYTEA NOT NULL,
                PRIMARY KEY (sound, sampleRate)
            )
            """,
            // The mark that distinguishes this installation's calls on a PBX from those of others.
            "CREATE TABLE installation (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), name \(text) NOT NULL)",
            "INSERT INTO installation (id, name) VALUES (1, replace(gen_random_uuid()::text, '-', ''))",
            // The requests that are older than the mark, so that their channels lack it.
            """
            CREATE TABLE unmarked_requests (
                id \(text) NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE
            )
            """,
            "CREATE TABLE clock (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), lastSeen BIGINT, ballast BYTEA)",
            "INSERT INTO clock (id) VALUES (1)",
        ])

    private static func counter(_ table: String, _ column: String) -> String {
        "CREATE TABLE \(table) (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), \(column) BIGINT NOT NULL)"
    }
}
