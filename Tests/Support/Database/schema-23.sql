-- A database of the schema "23 missed requests", with a request of each sort and one that was open; secrets are sealed under
-- the key in schema-23.key.
BEGIN TRANSACTION;
CREATE TABLE audit_log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL
, address TEXT);
INSERT INTO "audit_log" VALUES(1,1795902029402,'apply','added','department','sales',NULL);
INSERT INTO "audit_log" VALUES(2,1795902029402,'apply','added','department','support',NULL);
INSERT INTO "audit_log" VALUES(3,1795902029402,'apply','added','operator','101',NULL);
INSERT INTO "audit_log" VALUES(4,1795902029402,'apply','added','source','main',NULL);
INSERT INTO "audit_log" VALUES(5,1795902029402,'apply','added','route','*5003',NULL);
INSERT INTO "audit_log" VALUES(6,1795902029402,'apply','added','route','*5004',NULL);
INSERT INTO "audit_log" VALUES(7,1795902029402,'apply','added','webhook','crm',NULL);
INSERT INTO "audit_log" VALUES(8,1795902030240,'command','added','token','8f80ba87-2393-4576-8d9d-a91cc418106f',NULL);
INSERT INTO "audit_log" VALUES(9,1795902044165,'config:4de4b4d047b7e5f0','cancelled','help_request','01a2241a-614a-77f4-a8be-2f640008a4fd','127.0.0.1');
INSERT INTO "audit_log" VALUES(10,1795902051955,'config:4de4b4d047b7e5f0','cancelled','help_request','01a2241a-8035-7a75-a0bf-4e1268191d83','127.0.0.1');
CREATE TABLE call_center_revision (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
);
INSERT INTO "call_center_revision" VALUES(1,1);
CREATE TABLE clock (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    lastSeen INTEGER,
    ballast BLOB
);
INSERT INTO "clock" VALUES(1,1795902037313,X'');
CREATE TABLE departments (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;
INSERT INTO "departments" VALUES('sales','فروش',NULL);
INSERT INTO "departments" VALUES('support','Support','sales');
CREATE TABLE erasures (
    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    PRIMARY KEY (request, number)
) WITHOUT ROWID;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1 call centre');
INSERT INTO "grdb_migrations" VALUES('2 help requests');
INSERT INTO "grdb_migrations" VALUES('4 refresh tokens');
INSERT INTO "grdb_migrations" VALUES('5 lookup policies and webhook secrets');
INSERT INTO "grdb_migrations" VALUES('6 sounds');
INSERT INTO "grdb_migrations" VALUES('10 route options');
INSERT INTO "grdb_migrations" VALUES('11 helper pauses');
INSERT INTO "grdb_migrations" VALUES('10 help request revisions');
INSERT INTO "grdb_migrations" VALUES('11 tokens and audit log');
INSERT INTO "grdb_migrations" VALUES('12 users');
INSERT INTO "grdb_migrations" VALUES('13 webhook deliveries');
INSERT INTO "grdb_migrations" VALUES('14 request history');
INSERT INTO "grdb_migrations" VALUES('15 installation');
INSERT INTO "grdb_migrations" VALUES('16 sealed secrets');
INSERT INTO "grdb_migrations" VALUES('17 upkeep');
INSERT INTO "grdb_migrations" VALUES('18 webhook keys');
INSERT INTO "grdb_migrations" VALUES('19 presences');
INSERT INTO "grdb_migrations" VALUES('20 several extensions of a user');
INSERT INTO "grdb_migrations" VALUES('21 request terms');
INSERT INTO "grdb_migrations" VALUES('22 listenings');
INSERT INTO "grdb_migrations" VALUES('23 missed requests');
CREATE TABLE help_request_revision (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
);
INSERT INTO "help_request_revision" VALUES(1,23);
CREATE TABLE help_request_terms (
    request TEXT NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE,
    terms TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "help_request_terms" VALUES('01a2241a-9f08-747b-a184-c0f92bda0178','{"caller":{"extension":"101","name":"علی","department":"support"},"route":{"code":"*5003","name":"Support help","detection":"department","sources":[],"voice":"en","mode":"consult","prompts":{},"ringing":{"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90,"operatorSeconds":30,"rounds":1,"skipBusy":true,"atOnce":10},"ladder":["crm","department","parents"],"secondPress":"same","options":{"whenOperatorBusy":"whisper","autoAnswer":false,"waitSeconds":0,"departments":"own"}},"departmentName":"Support","displayName":"Help Support","expiresAt":817594974.1522801,"isDialled":false}');
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
, revision INTEGER NOT NULL DEFAULT 0, outcome TEXT, helper TEXT, answerMilliseconds INTEGER);
INSERT INTO "help_requests" VALUES('01a2241a-614a-77f4-a8be-2f640008a4fd','cancelled',0,'101','support','*5003',1795902038346,1795902044156,'{"request":{"id":"01a2241a-614a-77f4-a8be-2f640008a4fd","route":"*5003","operator":"101","department":"support","mode":"consult","state":"cancelled","outcome":"cancelled","manager":{"extension":"200","name":"Sara","source":"department:support"},"lookup":[{"source":"department:support","result":"found","milliseconds":0}],"passedOver":[],"attempts":[{"extension":"200","result":"answered","milliseconds":2043}],"supervisors":[],"customer":"+989121234567","reason":"complaint","urgency":"normal","createdAt":817594838.346497,"updatedAt":817594844.1564528,"timeline":[{"state":"accepted","at":817594838.346497},{"state":"ringing_operator","at":817594838.4091988},{"state":"ringing_manager","at":817594839.9491601},{"state":"connected","at":817594842.5998697},{"state":"cancelled","at":817594844.1564528}]},"stage":{"ended":{}},"operatorLeg":{"channel":"hb-01a2241a-614a-77f4-a8be-2f640008a4fd-op","extension":"101","orderedAt":817594838.346497,"state":"ended","originatedAt":817594838.3889091,"isPhone":false,"hasSeenReconnect":false,"isJoined":false},"operatorAnsweredAt":817594839.9089196,"seeksLiveCall":false,"candidates":[{"extension":"200","name":"Sara","source":"department:support"},{"extension":"201","name":null,"source":"department:support"}],"overflowStart":2,"isSomebodyPaused":false,"takers":[],"absent":{},"queue":[1],"round":1,"helperLegs":[{"channel":"hb-01a2241a-614a-77f4-a8be-2f640008a4fd-m1","extension":"200","orderedAt":817594839.9089196,"state":"ended","originatedAt":817594839.927678,"isPhone":true,"hasSeenReconnect":false,"isJoined":false,"candidate":0,"isTaker":false,"consent":{"open":{}}}],"lookups":1,"isBlind":false,"snoopMode":"whisper","isStarPressed":false,"snoops":0,"prompts":{"requestSent":{"finished":{}},"waiting":{"finished":{}}},"playbacks":1,"operatorHearsRinging":false,"visits":[],"formerChannels":[],"formerBridges":[],"sweptAt":817594842.5998697,"bridgeOrdered":false}',9,'cancelled','200',4254);
INSERT INTO "help_requests" VALUES('01a2241a-8035-7a75-a0bf-4e1268191d83','cancelled',0,'101','support','*5004',1795902046262,1795902051938,'{"request":{"id":"01a2241a-8035-7a75-a0bf-4e1268191d83","route":"*5004","operator":"101","department":"support","mode":"consult","state":"cancelled","outcome":"cancelled","manager":{"extension":"200","name":"Sara","source":"department:support"},"lookup":[{"source":"crm:main","result":"error","milliseconds":46,"detail":"could not connect: http://127.0.0.1:9: Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server"},{"source":"department:support","result":"found","milliseconds":0}],"passedOver":[],"attempts":[{"extension":"200","result":"answered","milliseconds":2044}],"supervisors":[],"customer":"+989121234567","reason":"complaint","urgency":"normal","createdAt":817594846.2616537,"updatedAt":817594851.9378091,"timeline":[{"state":"accepted","at":817594846.2616537},{"state":"ringing_operator","at":817594846.3038621},{"state":"ringing_manager","at":817594847.8479713},{"state":"connected","at":817594850.5158082},{"state":"cancelled","at":817594851.9378091}]},"stage":{"ended":{}},"operatorLeg":{"channel":"hb-01a2241a-8035-7a75-a0bf-4e1268191d83-op","extension":"101","orderedAt":817594846.2616537,"state":"ended","originatedAt":817594846.284616,"isPhone":false,"hasSeenReconnect":false,"isJoined":false},"operatorAnsweredAt":817594847.8039165,"seeksLiveCall":false,"candidates":[{"extension":"200","name":"Sara","source":"department:support"},{"extension":"201","name":null,"source":"department:support"}],"overflowStart":2,"isSomebodyPaused":false,"takers":[],"absent":{},"queue":[1],"round":1,"helperLegs":[{"channel":"hb-01a2241a-8035-7a75-a0bf-4e1268191d83-m1","extension":"200","orderedAt":817594847.8039165,"state":"ended","originatedAt":817594847.8276854,"isPhone":true,"hasSeenReconnect":false,"isJoined":false,"candidate":0,"isTaker":false,"consent":{"open":{}}}],"lookups":1,"isBlind":false,"snoopMode":"whisper","isStarPressed":false,"snoops":0,"prompts":{"requestSent":{"finished":{}},"waiting":{"finished":{}}},"playbacks":1,"operatorHearsRinging":false,"visits":[],"formerChannels":[],"formerBridges":[],"sweptAt":817594850.5158082,"bridgeOrdered":false}',19,'cancelled','200',4254);
INSERT INTO "help_requests" VALUES('01a2241a-9f08-747b-a184-c0f92bda0178','ringing_manager',1,'101','support','*5003',1795902054152,1795902055724,'{"request":{"id":"01a2241a-9f08-747b-a184-c0f92bda0178","route":"*5003","operator":"101","department":"support","mode":"consult","state":"ringing_manager","outcome":null,"manager":{"extension":"200","name":"Sara","source":"department:support"},"lookup":[{"source":"department:support","result":"found","milliseconds":0}],"passedOver":[],"attempts":[{"extension":"200"}],"supervisors":[],"customer":"+989121234567","reason":null,"urgency":"normal","createdAt":817594854.1522801,"updatedAt":817594855.7239,"timeline":[{"state":"accepted","at":817594854.1522801},{"state":"ringing_operator","at":817594854.1916113},{"state":"ringing_manager","at":817594855.7239}]},"stage":{"findingHelper":{}},"operatorLeg":{"channel":"hb-01a2241a-9f08-747b-a184-c0f92bda0178-op","extension":"101","orderedAt":817594854.1522801,"state":"answered","originatedAt":817594854.1621857,"isPhone":false,"hasSeenReconnect":false,"isJoined":false},"operatorAnsweredAt":817594855.6833552,"seeksLiveCall":false,"candidates":[{"extension":"200","name":"Sara","source":"department:support"},{"extension":"201","name":null,"source":"department:support"}],"overflowStart":2,"isSomebodyPaused":false,"takers":[],"absent":{},"queue":[1],"round":1,"helperLegs":[{"channel":"hb-01a2241a-9f08-747b-a184-c0f92bda0178-m1","extension":"200","orderedAt":817594855.6833552,"state":"ringing","originatedAt":817594855.7036421,"isPhone":true,"hasSeenReconnect":false,"isJoined":false,"candidate":0,"isTaker":false,"consent":{"open":{}}}],"lookups":1,"isBlind":false,"snoopMode":"whisper","isStarPressed":false,"snoops":0,"prompts":{"requestSent":{"playing":{"_0":"hb-01a2241a-9f08-747b-a184-c0f92bda0178-p1","until":817594860.3666052}}},"playbacks":1,"operatorHearsRinging":false,"visits":[],"formerChannels":[],"formerBridges":[],"bridgeOrdered":false}',23,NULL,NULL,NULL);
CREATE TABLE helpers (
    department TEXT NOT NULL REFERENCES departments (id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    extension TEXT NOT NULL,
    name TEXT,
    PRIMARY KEY (department, position),
    UNIQUE (department, extension)
) WITHOUT ROWID;
INSERT INTO "helpers" VALUES('support',0,'200','Sara');
INSERT INTO "helpers" VALUES('support',1,'201',NULL);
CREATE TABLE idempotency_keys (
    key TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    request TEXT NOT NULL,
    response TEXT NOT NULL,
    createdAt INTEGER NOT NULL
);
INSERT INTO "idempotency_keys" VALUES('config:4de4b4d047b7e5f0 k*5003','2c58ba938c1a37c728a9f8f8a702811d452bcf6fc94b46d399008c1a9e021f45','01a2241a-614a-77f4-a8be-2f640008a4fd','{"id":"01a2241a-614a-77f4-a8be-2f640008a4fd","route":"*5003","operator":"101","department":"support","mode":"consult","state":"accepted","outcome":null,"manager":null,"lookup":[],"passedOver":[],"attempts":[],"supervisors":[],"customer":"+989121234567","reason":"complaint","urgency":"normal","createdAt":817594838.346497,"updatedAt":817594838.346497,"timeline":[{"state":"accepted","at":817594838.346497}]}',1795902038368);
INSERT INTO "idempotency_keys" VALUES('config:4de4b4d047b7e5f0 k*5004','23cfaafac782cd7c06010eaeeb91bb661c175c5f5712f6be30ebc73a92ab79a3','01a2241a-8035-7a75-a0bf-4e1268191d83','{"id":"01a2241a-8035-7a75-a0bf-4e1268191d83","route":"*5004","operator":"101","department":"support","mode":"consult","state":"accepted","outcome":null,"manager":null,"lookup":[],"passedOver":[],"attempts":[],"supervisors":[],"customer":"+989121234567","reason":"complaint","urgency":"normal","createdAt":817594846.2616537,"updatedAt":817594846.2616537,"timeline":[{"state":"accepted","at":817594846.2616537}]}',1795902046262);
CREATE TABLE installation (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
);
INSERT INTO "installation" VALUES(1,'bc5a78f511c1be25bec7008f877bc65d');
CREATE TABLE listenings (
    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    startedAt INTEGER NOT NULL,
    milliseconds INTEGER,
    role TEXT NOT NULL,
    listener TEXT NOT NULL,
    mode TEXT NOT NULL,
    operator TEXT NOT NULL,
    department TEXT NOT NULL,
    PRIMARY KEY (request, position)
) WITHOUT ROWID;
CREATE TABLE missed_requests (
    request TEXT NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE,
    department TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    isSettled INTEGER NOT NULL DEFAULT 0,
    settledAt INTEGER,
    settledBy TEXT,
    note TEXT
) WITHOUT ROWID;
CREATE TABLE operators (
    extension TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    department TEXT NOT NULL REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    email TEXT,
    crmId TEXT
) WITHOUT ROWID;
INSERT INTO "operators" VALUES('101','علی','support',NULL,NULL);
CREATE TABLE presences (
    extension TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE refresh_tokens (
    source TEXT NOT NULL PRIMARY KEY,
    configured TEXT NOT NULL,
    token TEXT NOT NULL
, origin TEXT) WITHOUT ROWID;
CREATE TABLE ring_attempts (
    request TEXT NOT NULL REFERENCES help_requests (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    helper TEXT NOT NULL,
    department TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    PRIMARY KEY (request, position)
) WITHOUT ROWID;
INSERT INTO "ring_attempts" VALUES('01a2241a-614a-77f4-a8be-2f640008a4fd',0,'200','support',1795902038346);
INSERT INTO "ring_attempts" VALUES('01a2241a-8035-7a75-a0bf-4e1268191d83',0,'200','support',1795902046262);
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
, options TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
INSERT INTO "routes" VALUES('*5003','Support help','department','[]','en','consult','{}','{"atOnce":10,"operatorSeconds":30,"rounds":1,"skipBusy":true,"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90}','["crm","department","parents"]','same','{"autoAnswer":false,"departments":"own","waitSeconds":0,"whenOperatorBusy":"whisper"}');
INSERT INTO "routes" VALUES('*5004','By CRM','crm','["main"]','en','consult','{}','{"atOnce":10,"operatorSeconds":30,"rounds":1,"skipBusy":true,"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90}','["crm","department","parents"]','same','{"autoAnswer":false,"departments":"own","waitSeconds":0,"whenOperatorBusy":"whisper"}');
CREATE TABLE sealed_key (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key TEXT NOT NULL,
    hasTraces INTEGER NOT NULL
);
INSERT INTO "sealed_key" VALUES(1,'0755180fa3da1a72',0);
CREATE TABLE sessions (
    digest TEXT NOT NULL PRIMARY KEY,
    user TEXT REFERENCES users (id) ON DELETE CASCADE,
    guest TEXT,
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    endsAt INTEGER NOT NULL,
    CHECK ((user IS NULL) <> (guest IS NULL))
) WITHOUT ROWID;
CREATE TABLE sound_audio (
    sound TEXT NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
    sampleRate INTEGER NOT NULL,
    wav BLOB NOT NULL,
    PRIMARY KEY (sound, sampleRate)
);
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
CREATE TABLE sources (
    id TEXT NOT NULL PRIMARY KEY,
    mapping TEXT NOT NULL,
    baseURL TEXT NOT NULL,
    timeoutMilliseconds INTEGER NOT NULL,
    credentials TEXT NOT NULL,
    caFile TEXT
, policy TEXT NOT NULL
    DEFAULT '{"cacheSeconds":0,"maximumConcurrent":32,"staleSeconds":0}') WITHOUT ROWID;
INSERT INTO "sources" VALUES('main','generic','http://127.0.0.1:9',1000,'{"token":"sealed:v1:0755180fa3da1a72:HeI0GoHRMt96gVAvXLFgSkr2/vDOPlHAfu/jTM67v0IhA7gD/4x1AK1K/cg="}',NULL,'{"cacheSeconds":0,"maximumConcurrent":32,"staleSeconds":0}');
CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER
) WITHOUT ROWID;
INSERT INTO "tokens" VALUES('8f80ba87-2393-4576-8d9d-a91cc418106f','fixture','bc1e407de7588315ec095b64a792a5fcf858755d23853fb4ad9c5502a807aeb5','["requests"]',1795902030085,NULL);
CREATE TABLE unmarked_requests (
    id TEXT NOT NULL PRIMARY KEY REFERENCES help_requests (id) ON DELETE CASCADE
) WITHOUT ROWID;
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
, otherExtensions TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID;
CREATE TABLE webhook_contents (
    delivery INTEGER NOT NULL PRIMARY KEY REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    headers TEXT NOT NULL,
    query TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE webhook_deliveries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL,
    receivedAt INTEGER NOT NULL,
    deliveryId TEXT,
    result TEXT NOT NULL,
    status INTEGER NOT NULL,
    code TEXT,
    reason TEXT,
    request TEXT,
    size INTEGER NOT NULL,
    isProven INTEGER NOT NULL,
    isReplayable INTEGER NOT NULL
);
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    mapping TEXT NOT NULL,
    route TEXT NOT NULL REFERENCES routes (code) DEFERRABLE INITIALLY DEFERRED,
    secrets TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "webhooks" VALUES('crm','generic','*5003','["sealed:v1:0755180fa3da1a72:qaMBr0R8gaSplqqM7sp2LjbI0YY8K1v3dXt7G2mMcrUfjWYeUYmpcxyOmTtHHgHIILaS66UXwYQFZ8iJjT5zhPPW"]');
CREATE INDEX help_requests_open ON help_requests (id) WHERE isOpen;
CREATE INDEX help_requests_state ON help_requests (state, id);
CREATE INDEX help_requests_operator ON help_requests (operator, id);
CREATE INDEX help_requests_department ON help_requests (department, id);
CREATE INDEX idempotency_keys_createdAt ON idempotency_keys (createdAt);
CREATE INDEX help_requests_revision ON help_requests (revision);
CREATE INDEX sessions_user ON sessions (user);
CREATE INDEX sessions_expiresAt ON sessions (expiresAt);
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint, isProven, id);
CREATE INDEX webhook_deliveries_receivedAt ON webhook_deliveries (receivedAt);
CREATE INDEX help_requests_history
    ON help_requests (createdAt, department, operator, route, state, outcome, helper);
CREATE INDEX help_requests_accepted ON help_requests (department, createdAt);
CREATE INDEX help_requests_helped ON help_requests (department, createdAt, answerMilliseconds)
    WHERE answerMilliseconds IS NOT NULL;
CREATE INDEX help_requests_answer ON help_requests (answerMilliseconds, createdAt, department)
    WHERE answerMilliseconds IS NOT NULL;
CREATE INDEX help_requests_department_answer
    ON help_requests (department, answerMilliseconds, createdAt)
    WHERE answerMilliseconds IS NOT NULL;
CREATE INDEX help_requests_helper_answer
    ON help_requests (helper, createdAt, department, answerMilliseconds)
    WHERE answerMilliseconds IS NOT NULL;
CREATE INDEX ring_attempts_helper ON ring_attempts (helper, createdAt, department);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX idempotency_keys_callers ON idempotency_keys (createdAt)
WHERE (key < 'webhook:' OR key >= 'webhook;');
CREATE INDEX listenings_startedAt ON listenings
    (startedAt, request, position, department, operator, listener, role, mode);
CREATE INDEX missed_requests_open ON missed_requests (department) WHERE isSettled = 0;
CREATE INDEX missed_requests_list ON missed_requests (isSettled, createdAt, request, department);
INSERT INTO "sqlite_sequence" VALUES('audit_log',10);
COMMIT;
