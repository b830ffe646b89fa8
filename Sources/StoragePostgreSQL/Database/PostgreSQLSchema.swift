/// The tables, as a list of migrations.
///
/// A released migration is never changed, only followed by another.
///
/// The tables and their names are those of SQLite: times are milliseconds since 1970, lists and structures JSON. Texts
/// compare byte by byte (`COLLATE "C"`), as in SQLite, whatever the server's locale.
enum PostgreSQLSchema {
    struct Migration: Sendable {
        /// The migration's name, which is never changed either.
        let name: String
        let statements: [String]
    }

    static let migrations = [
        helpRequests, people, settings, deliveries, owners, differences, severalBridges, heldOperators, promptRecipes,
        moreIndexes, untriedDeliveries,
    ]

    /// The tables that SQLite has as well, each after the tables that it refers to.
    static let tables = [
        "help_requests", "help_request_revision", "help_request_terms", "ring_attempts", "listenings",
        "missed_requests", "idempotency_keys", "users", "sessions", "tokens", "audit_log", "departments", "helpers",
        "operators", "sources", "routes", "webhooks", "subscriptions", "presences", "call_center_revision",
        "refresh_tokens", "sealed_key", "sounds", "sound_audio", "installation", "unmarked_requests", "clock",
        "webhook_deliveries", "webhook_contents", "outgoing_deliveries", "lookup_traces", "screen_links", "erasures",
        "prompt_recipes",
    ]

    static let text = #"TEXT COLLATE "C""#

    private static let helpRequests = Migration(
        name: "1 help requests",
        statements: [
            // flow: the whole state of the request except its terms; helper: the extension of the helper who was
            // joined; answerMilliseconds: from accepted to connected
            """
            CREATE TABLE help_requests (
                id \(text) NOT NULL PRIMARY KEY,
                state \(text) NOT NULL,
                isOpen BOOLEAN NOT NULL,
                operator \(text) NOT NULL,
                department \(text) NOT NULL,
                route \(text) NOT NULL,
                createdAt BIGINT NOT NULL,
                updatedAt BIGINT NOT NULL,
                outcome \(text),
                helper \(text),
                answerMilliseconds BIGINT,
                flow \(text) NOT NULL,
                revision BIGINT NOT NULL
            )
            """,
            "CREATE INDEX help_requests_open ON help_requests (id) WHERE isOpen",
            // On whichever bridge, an operator has one request at a time: by its state, as in the help desk.
            """
            CREATE UNIQUE INDEX help_requests_one_open ON help_requests (operator)
            WHERE state IN ('accepted', 'ringing_operator', 'ringing_manager', 'connected')
            """,
            "CREATE INDEX help_requests_state ON help_requests (state, id)",
            "CREATE INDEX help_requests_operator ON help_requests (operator, id)",
            "CREATE INDEX help_requests_department ON help_requests (department, id)",
            "CREATE INDEX help_requests_revision ON help_requests (revision)",
            """
            CREATE INDEX help_requests_history
                ON help_requests (createdAt, id, department, operator, route, state, outcome, helper)
            """,

            // Each commit locks this row: a reader that sees a revision sees all earlier ones. Numbers of a sequence
            // would become visible in the order in which their transactions end.
            """
            CREATE TABLE help_request_revision (
                id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
                revision BIGINT NOT NULL
            ) WITH (fillfactor = 10)
            """,
            "INSERT INTO help_request_revision (id, revision) VALUES (1, 0)",

            // Only for open requests.
            """
            CREATE TABLE help_request_terms (
                request \(text) NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE,
                terms \(text) NOT NULL
            )
            """,
            // Each ringing of a helper's phone, stored when the request has ended.
            """
            CREATE TABLE ring_attempts (
                request \(text) NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                position BIGINT NOT NULL,
                helper \(text) NOT NULL,
                department \(text) NOT NULL,
                createdAt BIGINT NOT NULL,
                PRIMARY KEY (request, position)
            )
            """,
            "CREATE INDEX ring_attempts_helper ON ring_attempts (helper, createdAt, department)",
            // position: 0 for the helper, then the supervisors' visits; milliseconds: null if unknown
            """
            CREATE TABLE listenings (
                request \(text) NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
                position BIGINT NOT NULL,
                startedAt BIGINT NOT NULL,
                milliseconds BIGINT,
                role \(text) NOT NULL,
                listener \(text) NOT NULL,
                mode \(text) NOT NULL,
                operator \(text) NOT NULL,
                department \(text) NOT NULL,
                PRIMARY KEY (request, position)
            )
            """,
            """
            CREATE INDEX listenings_startedAt
                ON listenings (startedAt, request, position, department, operator, listener, role, mode)
            """,
            // settledAt, settledBy: null while the request is not settled
            """
            CREATE TABLE missed_requests (
                request \(text) NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE,
                department \(text) NOT NULL,
                createdAt BIGINT NOT NULL,
                isSettled BOOLEAN NOT NULL DEFAULT FALSE,
                settledAt BIGINT,
                settledBy \(text),
                note \(text)
            )
            """,
            "CREATE INDEX missed_requests_open ON missed_requests (department) WHERE NOT isSettled",
            "CREATE INDEX missed_requests_list ON missed_requests (isSettled, createdAt, request, department)",
            """
            CREATE TABLE idempotency_keys (
                key \(text) NOT NULL PRIMARY KEY,
                fingerprint \(text) NOT NULL,
                request \(text) NOT NULL,
                response \(text) NOT NULL,
                createdAt BIGINT NOT NULL
            )
            """,
            "CREATE INDEX idempotency_keys_createdAt ON idempotency_keys (createdAt)",
        ])

    private static let people = Migration(
        name: "2 users, sessions, tokens, audit log",
        statements: [
            // login: in lower case; password: a digest with its salt and cost; otherExtensions, departments: JSON lists
            """
            CREATE TABLE users (
                id \(text) NOT NULL PRIMARY KEY,
                login \(text) NOT NULL UNIQUE,
                name \(text) NOT NULL,
                password \(text) NOT NULL,
                role \(text) NOT NULL,
                extension \(text),
                otherExtensions \(text) NOT NULL DEFAULT '[]',
                departments \(text) NOT NULL,
                language \(text),
                isDisabled BOOLEAN NOT NULL,
                createdAt BIGINT NOT NULL
            )
            """,
            // digest: SHA-256 of the session's secret in hex; guest: JSON, for a guest without a user; expiresAt:
            // unless the session is used before; endsAt: in any case
            """
            CREATE TABLE sessions (
                digest \(text) NOT NULL PRIMARY KEY,
                "user" \(text) REFERENCES users (id) ON DELETE CASCADE,
                guest \(text),
                createdAt BIGINT NOT NULL,
                expiresAt BIGINT NOT NULL,
                endsAt BIGINT NOT NULL,
                CHECK (("user" IS NULL) <> (guest IS NULL))
            )
            """,
            #"CREATE INDEX sessions_user ON sessions ("user")"#,
            "CREATE INDEX sessions_expiresAt ON sessions (expiresAt)",
            // digest: SHA-256 of the token in hex; scopes: a JSON list
            """
            CREATE TABLE tokens (
                id \(text) NOT NULL PRIMARY KEY,
                name \(text) NOT NULL,
                digest \(text) NOT NULL UNIQUE,
                scopes \(text) NOT NULL,
                createdAt BIGINT NOT NULL,
                expiresAt BIGINT
            )
            """,
            // address: of the client
            """
            CREATE TABLE audit_log (
                id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
                at BIGINT NOT NULL,
                author \(text) NOT NULL,
                action \(text) NOT NULL,
                kind \(text) NOT NULL,
                item \(text) NOT NULL,
                address \(text)
            )
            """,
            "CREATE INDEX audit_log_at ON audit_log (at)",
        ])
}
