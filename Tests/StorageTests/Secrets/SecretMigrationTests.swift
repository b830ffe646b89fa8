import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct SecretMigrationTests {
    private static let secrets = [
        "plain-credential-7f3a", "plain-webhook-secret-91bc", "plain-refresh-configured-44d0",
        "plain-refresh-token-e2a8", "plain-body-token-5c61", "plain-header-token-0d9e", "plain-older-credential-8e21",
    ]

    /// A database as the program before this one has left it, with all that it kept in the clear.
    private static func makeOldDatabase(at path: String) throws {
        let pool = try DatabasePool(path: path)
        try Schema.migrator.migrate(pool, upTo: "14 request history")
        func putSource(_ secret: String) throws {
            try pool.write { db in
                try db.execute(
                    sql: """
                        INSERT OR REPLACE INTO sources (id, mapping, baseURL, timeoutMilliseconds, credentials)
                        VALUES ('main', 'generic', 'http://crm.test', 800, ?)
                        """,
                    arguments: [#"{"token":"\#(secret)","user":"env:CRM_USER"}"#])
            }
        }
        // What was replaced lies about in the file, too.
        try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA secure_delete = OFF") }
        try putSource(String(repeating: secrets[6], count: 5000))
        try putSource(secrets[0])
        try pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO routes (code, name, detection, sources, voice, mode, prompts, ringing, ladder, secondPress)
                    VALUES ('*5003', 'x', 'crm', '["main"]', 'fa', 'consult', '{}',
                        '{"strategy":"sequential","timeoutSeconds":20,"totalSeconds":90,"operatorSeconds":30,"rounds":1,"skipBusy":true}',
                        '["crm"]', 'same');
                    """)
            try db.execute(
                sql: "INSERT INTO webhooks (id, mapping, route, secrets) VALUES ('w', 'generic', '*5003', ?)",
                arguments: [#"["\#(secrets[1])","file:/run/secret"]"#])
            try db.execute(
                sql: "INSERT INTO refresh_tokens (source, configured, token) VALUES ('main', ?, ?)",
                arguments: [secrets[2], secrets[3]])
            try db.execute(
                sql: """
                    INSERT INTO webhook_deliveries
                        (id, endpoint, receivedAt, result, status, size, isProven, isReplayable)
                    VALUES (1, 'w', 1000, 'accepted', 202, 3, 1, 1)
                    """)
            try db.execute(
                sql: "INSERT INTO webhook_contents (delivery, headers, query, body) VALUES (1, ?, '{}', ?)",
                arguments: [#"{"x-crm":"\#(secrets[5])"}"#, Data(#"{"auth":"\#(secrets[4])"}"#.utf8)])
        }
        try pool.close()
    }

    @Test("What an older program kept in the clear is sealed at the first opening, and no byte of it stays")
    func firstOpening() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try Self.makeOldDatabase(at: path)
            for secret in Self.secrets { #expect(try DatabaseFiles.hold(secret, at: path), "\(secret)") }

            let database = try await SQLiteDatabase.open(at: path)
            for secret in Self.secrets { #expect(try !DatabaseFiles.hold(secret, at: path), "\(secret)") }
            // References are none themselves.
            #expect(try DatabaseFiles.hold("env:CRM_USER", at: path))

            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            #expect(store.current.sources["main"]?.credentials["token"]?.text == Self.secrets[0])
            #expect(store.current.sources["main"]?.credentials["user"]?.text == "env:CRM_USER")
            #expect(store.current.webhooks["w"]?.secrets.map(\.text) == [Self.secrets[1], "file:/run/secret"])
            let token = try await SQLRefreshTokenStore(database: database)
                .refreshToken(of: "main", replacing: Self.secrets[2], from: "http://crm.test")
            #expect(token == Self.secrets[3])
            let log = SQLWebhookDeliveryLog(database: database, logger: .silent)
            let content = try #require(try await log.delivery(1, of: "w")?.content)
            #expect(content.headers == ["x-crm": Self.secrets[5]])
            #expect(String(decoding: content.body, as: UTF8.self) == #"{"auth":"\#(Self.secrets[4])"}"#)
            try await database.close()
        }
    }

    @Test("A secret that is stored after the migration never reaches the disk in the clear")
    func fromThenOn() async throws {
        try await withDatabase { database in
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            let source = LookupSource(
                id: "main", mapping: "generic", baseURL: "https://crm.test",
                credentials: ["token": SecretReference("later-credential-3b77"), "user": SecretReference("env:USER")])
            _ = try await store.apply(CallCenter(sources: [source]))
            try await SQLRefreshTokenStore(database: database)
                .keep("later-refresh-1c2d", of: "main", replacing: "later-configured-9a8b", from: "https://crm.test")
            let log = SQLWebhookDeliveryLog(database: database, logger: .silent)
            log.note(
                WebhookDelivery(
                    endpoint: "w", receivedAt: Date(), deliveryId: nil, result: .accepted, status: 202, code: nil,
                    reason: nil, request: nil, size: 1, isProven: true)
            ) {
                WebhookContent(
                    headers: ["a": "later-header-66aa"], query: ["b": "later-query-66bb"],
                    body: Array("later-body-66cc".utf8))
            }
            // Stopped, it writes what is noted.
            try await withThrowingTaskGroup { group in
                group.addTask { try await log.run() }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(try await log.delivery(1, of: "w")?.content?.query == ["b": "later-query-66bb"])
            for secret in [
                "later-credential-3b77", "later-refresh-1c2d", "later-configured-9a8b", "later-header-66aa",
                "later-query-66bb", "later-body-66cc",
            ] {
                #expect(try !DatabaseFiles.hold(secret, at: database.path), "\(secret)")
            }
            let again = try await SQLCallCenterStore(database: database, logger: .silent)
            #expect(again.current.sources["main"] == source)
        }
    }
}
