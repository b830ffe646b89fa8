import GRDB

/// The tables, as a list of migrations; a released migration is never changed, only followed by others.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 call centre", migrate: createCallCenter)
        migrator.registerMigration("2 help requests", migrate: createHelpRequests)
        migrator.registerMigration("4 refresh tokens", migrate: createRefreshTokens)
        migrator.registerMigration("5 lookup policies and webhook secrets", migrate: addLookupPolicies)
        migrator.registerMigration("6 sounds", migrate: createSounds)
        migrator.registerMigration("10 route options", migrate: addRouteOptions)
        migrator.registerMigration("11 helper pauses", migrate: createHelperPauses)
        migrator.registerMigration("10 help request revisions", migrate: addHelpRequestRevisions)
        migrator.registerMigration("11 tokens and audit log", migrate: addTokensAndAuditLog)
        migrator.registerMigration("12 users", migrate: createUsers)
        migrator.registerMigration("13 webhook deliveries", migrate: createWebhookDeliveries)
        migrator.registerMigration("14 request history", migrate: addRequestHistory)
        migrator.registerMigration("15 installation", migrate: createInstallation)
        migrator.registerMigration("16 sealed secrets", migrate: createSealedKey)
        migrator.registerMigration("17 upkeep", migrate: addUpkeep)
        migrator.registerMigration("18 webhook keys", migrate: addCallersKeys)
        migrator.registerMigration("19 presences", migrate: createPresences)
        migrator.registerMigration("20 several extensions of a user", migrate: addOtherExtensions)
        migrator.registerMigration("21 request terms", migrate: addRequestTerms)
        migrator.registerMigration("22 listenings", migrate: createListenings)
        migrator.registerMigration("23 missed requests", migrate: createMissedRequests)
        migrator.registerMigration("24 outgoing deliveries", migrate: createOutgoingDeliveries)
        migrator.registerMigration("25 lookup traces", migrate: createLookupTraces)
        migrator.registerMigration("26 programs", migrate: createPrograms)
        migrator.registerMigration("27 screen links", migrate: createScreenLinks)
        migrator.registerMigration("28 differences in the audit log", migrate: addDifferences)
        migrator.registerMigration("29 operators held by requests", migrate: addHeldOperators)
        migrator.registerMigration("30 prompt recipes", migrate: createPromptRecipes)
        migrator.registerMigration("31 indexes of dead deliveries", migrate: indexDeadDeliveries)
        migrator.registerMigration("32 index of untried deliveries", migrate: indexUntriedDeliveries)
        return migrator
    }()

    /// References are checked at the commit: departments may be written in any order, and refer to each other.
    private static func createCallCenter(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE departments (
                    id TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    parent TEXT REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED
                ) WITHOUT ROWID;

                CREATE TABLE helpers (
                    department TEXT NOT NULL REFERENCES departments (id) ON DELETE CASCADE
                        DEFERRABLE INITIALLY DEFERRED,
                    position INTEGER NOT NULL,
                    extension TEXT NOT NULL,
                    name TEXT,
                    PRIMARY KEY (department, position),
                    UNIQUE (department, extension)
                ) WITHOUT ROWID;

                CREATE TABLE operators (
                    extension TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    department TEXT NOT NULL REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
                    email TEXT,
                    crmId TEXT
                ) WITHOUT ROWID;

                -- credentials: a JSON object; each value a literal, env:NAME or file:PATH
                CREATE TABLE sources (
                    id TEXT NOT NULL PRIMARY KEY,
                    mapping TEXT NOT NULL,
                    baseURL TEXT NOT NULL,
                    timeoutMilliseconds INTEGER NOT NULL,
                    credentials TEXT NOT NULL,
                    caFile TEXT
                ) WITHOUT ROWID;

                -- sources, prompts, ringing, ladder: JSON
                CREATE TABLE routes (
                    code TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    detection TEXT NOT NULL,
                    sources TEXT NOT NULL,
                    voice TEXT NOT NULL,
                    mode TEXT NOT NULL,
                    prompts TEXT NOT NULL,
                    ringing TEXT NOT NULL,
                    ladder TEXT NOT NULL,
                    secondPress TEXT NOT NULL
                ) WITHOUT ROWID;

                CREATE TABLE webhooks (
                    id TEXT NOT NULL PRIMARY KEY,
                    mapping TEXT NOT NULL,
                    route TEXT NOT NULL REFERENCES routes (code) DEFERRABLE INITIALLY DEFERRED,
                    secret TEXT NOT NULL
                ) WITHOUT ROWID;

                CREATE TABLE call_center_revision (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    revision INTEGER NOT NULL
                );
                INSERT INTO call_center_revision (id, revision) VALUES (1, 0);
                """)
    }

    /// IDs are UUIDs of version 7: their order is the order of creation, which listings and retention rely on.
    private static func createHelpRequests(_ db: Database) throws {
        try db.execute(
            sql: """
                -- flow: the whole state of the request, JSON; createdAt, updatedAt: milliseconds since 1970
                CREATE TABLE help_requests (
                    id TEXT NOT NULL PRIMARY KEY,
                    state TEXT NOT NULL,
                    isOpen INTEGER NOT NULL,
                    operator TEXT NOT NULL,
                    department TEXT NOT NULL,
                    route TEXT NOT NULL,
                    createdAt INTEGER NOT NULL,
                    updatedAt INTEGER NOT NULL,
                    flow TEXT NOT NULL
                );
                CREATE INDEX help_requests_open ON help_requests (id) WHERE isOpen;
                CREATE INDEX help_requests_state ON help_requests (state, id);
                CREATE INDEX help_requests_operator ON help_requests (operator, id);
                CREATE INDEX help_requests_department ON help_requests (department, id);

                CREATE TABLE idempotency_keys (
                    key TEXT NOT NULL PRIMARY KEY,
                    fingerprint TEXT NOT NULL,
                    request TEXT NOT NULL,
                    response TEXT NOT NULL,
                    createdAt INTEGER NOT NULL
                );
                CREATE INDEX idempotency_keys_createdAt ON idempotency_keys (createdAt);
                """)
    }

    private static func addRouteOptions(_ db: Database) throws {
        // JSON, like the lists in the other columns.
        try db.execute(sql: "ALTER TABLE routes ADD COLUMN options TEXT NOT NULL DEFAULT '{}'")
    }

    /// Creates the list of helpers who do not want to be disturbed; it is not a setting, since helpers switch it
    /// themselves.
    private static func createHelperPauses(_ db: Database) throws {
        try db.execute(
            sql: """
                -- since: milliseconds since 1970
                CREATE TABLE helper_pauses (
                    extension TEXT NOT NULL PRIMARY KEY,
                    since INTEGER NOT NULL
                ) WITHOUT ROWID;
                """)
    }

    /// The file is readable by its owner only, which these tokens require as much as the credentials.
    private static func createRefreshTokens(_ db: Database) throws {
        try db.execute(
            sql: """
                -- configured: the token that stands in the source's credentials, which `token` has replaced
                CREATE TABLE refresh_tokens (
                    source TEXT NOT NULL PRIMARY KEY,
                    configured TEXT NOT NULL,
                    token TEXT NOT NULL
                ) WITHOUT ROWID;
                """)
    }

    private static func addLookupPolicies(_ db: Database) throws {
        try db.execute(
            sql: """
                -- policy: JSON
                ALTER TABLE sources ADD COLUMN policy TEXT NOT NULL
                    DEFAULT '{"cacheSeconds":0,"maximumConcurrent":32,"staleSeconds":0}';

                -- secrets: a JSON list; each a literal, env:NAME or file:PATH
                ALTER TABLE webhooks RENAME COLUMN secret TO secrets;
                UPDATE webhooks SET secrets = json_array(secrets);
                """)
    }

    /// The audio is in a separate table, so that a listing does not read it.
    private static func createSounds(_ db: Database) throws {
        try db.execute(
            sql: """
                -- loudness: LUFS, as uploaded; createdAt, updatedAt: milliseconds since 1970
                CREATE TABLE sounds (
                    id TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    format TEXT NOT NULL,
                    seconds REAL NOT NULL,
                    loudness REAL NOT NULL,
                    revision INTEGER NOT NULL,
                    createdAt INTEGER NOT NULL,
                    updatedAt INTEGER NOT NULL
                ) WITHOUT ROWID;

                -- wav: a whole file of 16-bit mono PCM
                CREATE TABLE sound_audio (
                    sound TEXT NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
                    sampleRate INTEGER NOT NULL,
                    wav BLOB NOT NULL,
                    PRIMARY KEY (sound, sampleRate)
                );
                """)
    }

    /// The revision is in a separate table, so that it does not decrease when old requests are removed.
    private static func addHelpRequestRevisions(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE help_requests ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX help_requests_revision ON help_requests (revision);

                CREATE TABLE help_request_revision (
                    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                    revision INTEGER NOT NULL
                );
                INSERT INTO help_request_revision (id, revision) VALUES (1, 0);
                """)
    }

    private static func addTokensAndAuditLog(_ db: Database) throws {
        try db.execute(
            sql: """
                -- digest: SHA-256 of the token in hex; scopes: a JSON list; times: milliseconds since 1970
                CREATE TABLE tokens (
                    id TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    digest TEXT NOT NULL UNIQUE,
                    scopes TEXT NOT NULL,
                    createdAt INTEGER NOT NULL,
                    expiresAt INTEGER
                ) WITHOUT ROWID;

                CREATE TABLE audit_log (
                    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                    at INTEGER NOT NULL,
                    author TEXT NOT NULL,
                    action TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    item TEXT NOT NULL
                );
                """)
    }

    private static func createUsers(_ db: Database) throws {
        try db.execute(
            sql: """
                -- login: in lower case; password: a digest with its salt and cost; departments: a JSON list
                CREATE TABLE users (
                    id TEXT NOT NULL PRIMARY KEY,
                    login TEXT NOT NULL UNIQUE,
                    name TEXT NOT NULL,
                    password TEXT NOT NULL,
                    role TEXT NOT NULL,
                    extension TEXT,
                    departments TEXT NOT NULL,
                    language TEXT,
                    isDisabled INTEGER NOT NULL,
                    createdAt INTEGER NOT NULL
                ) WITHOUT ROWID;

                -- digest: SHA-256 of the session's secret in hex; guest: JSON, of one who is no user;
                -- expiresAt: unless it is used before; endsAt: in any case; milliseconds since 1970
                CREATE TABLE sessions (
                    digest TEXT NOT NULL PRIMARY KEY,
                    user TEXT REFERENCES users (id) ON DELETE CASCADE,
                    guest TEXT,
                    createdAt INTEGER NOT NULL,
                    expiresAt INTEGER NOT NULL,
                    endsAt INTEGER NOT NULL,
                    CHECK ((user IS NULL) <> (guest IS NULL))
                ) WITHOUT ROWID;
                CREATE INDEX sessions_user ON sessions (user);
                CREATE INDEX sessions_expiresAt ON sessions (expiresAt);
                """)
    }
}
