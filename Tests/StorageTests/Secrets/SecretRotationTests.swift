import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct SecretRotationTests {
    private static func keys(at path: String) throws -> [SecretKey] {
        try #require(SecretKey.list(in: try String(contentsOfFile: SecretFixture.key(at: path), encoding: .utf8)))
    }

    @Test("A new key seals everything anew while others use the database, who notice by themselves")
    func whileInUse() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let old = try Self.keys(at: path)
            try await SecretFixture.with(path) { serving in
                let store = try await SQLCallCenterStore(database: serving, logger: .silent)
                let rotation = try await SecretFixture.with(path) { try await $0.rotateSecrets() }
                // Two credentials, one literal of the endpoint's, and the two halves of a refresh token.
                #expect(rotation.count == 5 && rotation.unreadable.isEmpty && rotation.leftover == nil)
                let new = try Self.keys(at: path)
                #expect(new.count == 1 && new != old)
                #expect(try !DatabaseFiles.hold("sealed:v1:\(old[0].id)", at: path))
                let status = try FileManager.default.attributesOfItem(atPath: SecretFixture.key(at: path))
                #expect(status[.posixPermissions] as? Int == 0o600)

                // The one that was serving reads what is sealed under the new key, and seals under it.
                #expect(try await SecretFixture.refreshToken(serving) == "epsilon")
                var second = SecretFixture.second
                second.credentials["token"] = SecretReference("theta")
                _ = try await store.apply(CallCenter(sources: [second]))
                #expect(store.current.sources["first"] == SecretFixture.first)
                try await SecretFixture.with(path) { database in
                    let settings = try await SecretFixture.settings(database)
                    #expect(settings.sources["second"] == second && settings.webhooks["hook"] == SecretFixture.hook)
                }
            }
            await #expect(throws: StorageError.self) {
                try await SQLiteDatabase.open(at: path, keys: .given(old))
            }
        }
    }

    @Test("The tags of settings are the same in all processes, and others under another key")
    func tags() async throws {
        func tags(_ path: String) async throws -> [String] {
            try await SecretFixture.with(path) { database in
                let store = try await SQLCallCenterStore(database: database, logger: .silent)
                let policy = try DialPolicy(pattern: "^[0-9]{2,6}$")
                let settings = SettingsService(store: store) { stored in
                    SettingsContext(existing: stored, stored: stored, policy: policy)
                } check: { _ in
                }
                return settings.settings(.source).map(\.tag)
            }
        }
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let before = try await tags(path)
            #expect(Set(before).count == 2)
            #expect(try await tags(path) == before)
            _ = try await SecretFixture.with(path) { try await $0.rotateSecrets() }
            #expect(try await Set(before).isDisjoint(with: tags(path)))
        }
    }

    @Test("A bridge that writes for the first time after the change of the key seals under the new one")
    func firstWrite() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            try await SecretFixture.with(path) { serving in
                _ = try await SecretFixture.with(path) { try await $0.rotateSecrets() }
                try await SQLRefreshTokenStore(database: serving)
                    .keep("kappa", of: "second", replacing: "iota", from: "https://second.test")
            }
            try await SecretFixture.with(path) { database in
                let token = try await SQLRefreshTokenStore(database: database)
                    .refreshToken(of: "second", replacing: "iota", from: "https://second.test")
                #expect(token == "kappa")
            }
        }
    }

    @Test("Whenever a change of the key is cut short, the file holds the key that the database wants")
    func cutShort() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let old = try Self.keys(at: path)
            let file = SecretKeyFile(path: SecretFixture.key(at: path), allowsGroup: false)
            // Killed after the file was written, and before the commit.
            try file.replace(with: [.random()] + old)
            try await SecretFixture.with(path) { database in
                #expect(try await SecretFixture.settings(database).sources["first"] == SecretFixture.first)
                _ = try await SQLCallCenterStore(database: database, logger: .silent)
                    .apply(
                        CallCenter(sources: [
                            LookupSource(
                                id: "third", mapping: "generic", baseURL: "https://third.test",
                                credentials: ["token": SecretReference("zeta")])
                        ]))
            }
            // What was stored meanwhile is sealed under the old one.
            try file.replace(with: old)
            try await SecretFixture.with(path) { database in
                #expect(
                    try await SecretFixture.settings(database).sources["third"]?.credentials["token"]?.text == "zeta")
                _ = try await database.rotateSecrets()
            }
            // Killed after the commit, and before the old key was taken out of the file.
            try file.replace(with: try Self.keys(at: path) + old)
            try await SecretFixture.with(path) { database in
                let sources = try await SecretFixture.settings(database).sources
                #expect(sources["first"] == SecretFixture.first)
                let rotation = try await database.rotateSecrets()
                #expect(rotation.leftover == nil)
            }
            #expect(try Self.keys(at: path).count == 1)
        }
    }

    @Test("A change of the key that is cut short amid what is kept of calls leaves both, and the next one completes it")
    func cutShortAmidCalls() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let old = try #require(try Self.keys(at: path).first)
            let content = WebhookContent(headers: ["a": "b"], query: [:], body: Array("{}".utf8))
            @Sendable func insert(_ seal: SecretSeal, _ db: any SQLTransaction) throws {
                try WebhookDelivery(
                    endpoint: "hook", receivedAt: SampleFlows.start, deliveryId: nil, result: .accepted, status: 202,
                    code: nil, reason: nil, request: nil, size: 2, isProven: true
                ).insert(with: content, seal, db)
            }
            func contents(_ database: SQLiteDatabase) async throws -> [WebhookContent?] {
                let log = SQLWebhookDeliveryLog(database: database, logger: .silent)
                var contents: [WebhookContent?] = []
                for id: Int64 in 1...4 { contents.append(try await log.delivery(id, of: "hook")?.content) }
                return contents
            }
            try await SecretFixture.with(path) { database in
                try await database.write { db in for _ in 0..<3 { try insert(database.seal, db) } }
                try await database.pool.write { db in
                    try db.execute(
                        sql: """
                            CREATE TRIGGER refusal BEFORE UPDATE ON webhook_contents WHEN NEW.delivery = 2
                            BEGIN SELECT RAISE(ABORT, 'for the test'); END
                            """)
                }
                let rotation = try await database.rotateSecrets(batchSize: 1)
                // The settings' five, and the three texts of the first delivery.
                #expect(rotation.count == 8 && rotation.leftover?.contains("for the test") == true)
                let keys = try Self.keys(at: path)
                #expect(keys.count == 2 && keys.last == old)
                // What comes now is under the new one.
                try await database.write { db in try insert(database.seal, db) }
                let sealed = try await database.read { db in
                    try db.rows(sql: "SELECT query FROM webhook_contents ORDER BY delivery")
                        .map { try $0.string("query").contains(old.id) }
                }
                #expect(sealed == [false, true, true, false])
                try await database.pool.write { db in try db.execute(sql: "DROP TRIGGER refusal") }
            }
            // By somebody who knows only what is in the file.
            try await SecretFixture.with(path) { database in
                #expect(try await contents(database) == [content, content, content, content])
                let rotation = try await database.rotateSecrets(batchSize: 2)
                #expect(rotation.count == 5 + 12 && rotation.leftover == nil && rotation.unreadable.isEmpty)
            }
            #expect(try Self.keys(at: path).count == 1)
            #expect(try !DatabaseFiles.hold("sealed:v1:\(old.id)", at: path))
            try await SecretFixture.with(path) { database in
                let (found, settings) = (try await contents(database), try await SecretFixture.settings(database))
                #expect(found == [content, content, content, content])
                #expect(settings.sources["first"] == SecretFixture.first)
            }
        }
    }

    @Test("A change of the key that fails changes nothing")
    func failed() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            try await SecretFixture.with(path) { database in
                try await database.pool.write { db in
                    try db.execute(
                        sql: """
                            CREATE TRIGGER refusal BEFORE UPDATE ON webhooks
                            BEGIN SELECT RAISE(ABORT, 'for the test'); END
                            """)
                }
                await #expect(throws: StorageError.self) { try await database.rotateSecrets() }
                try await database.pool.write { db in try db.execute(sql: "DROP TRIGGER refusal") }
            }
            try await SecretFixture.with(path) { database in
                let settings = try await SecretFixture.settings(database)
                #expect(
                    settings.sources["first"] == SecretFixture.first && settings.webhooks["hook"] == SecretFixture.hook)
                #expect(try await database.rotateSecrets().count == 5)
            }
            #expect(try Self.keys(at: path).count == 1)
        }
    }

    @Test("A secret that cannot be opened stays as it is when the key is changed, and is named")
    func unopenable() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            try SecretFixture.execute(
                "UPDATE sources SET credentials = '{\"token\":\"sealed:v1:0011:AAAA\"}' WHERE id = 'first'", at: path)
            try await SecretFixture.with(path) { database in
                let rotation = try await database.rotateSecrets()
                #expect(rotation.count == 4)
                #expect(rotation.unreadable.count == 1)
                #expect(rotation.unreadable.first?.contains("the credential token of the source first") == true)
                #expect(try await SecretFixture.settings(database).sources["second"] == SecretFixture.second)
            }
        }
    }

    @Test("Keys of the configuration are changed there: by naming the new one, or two of them together")
    func configuredKeys() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let (first, second, third) = (SecretKey.random(), SecretKey.random(), SecretKey.random())
            try await SecretFixture.make(at: path, keys: .given([first]))
            #expect(!FileManager.default.fileExists(atPath: SecretFixture.key(at: path)))
            try await SecretFixture.with(path, keys: .given([first])) { database in
                await #expect(throws: StorageError.secretKey(.notOurs)) { try await database.rotateSecrets() }
                let rotation = try await database.rotateSecrets(to: second)
                #expect(rotation.file == nil)
            }
            await #expect(throws: StorageError.self) {
                try await SQLiteDatabase.open(at: path, keys: .given([first]))
            }
            try await SecretFixture.with(path, keys: .given([third, second])) { database in
                let rotation = try await database.rotateSecrets()
                #expect(rotation.count == 5)
                // Once more, as after a change that was cut short: there is nothing left.
                #expect(try await database.rotateSecrets() == SecretRotation())
            }
            try await SecretFixture.with(path, keys: .given([third])) { database in
                let sources = try await SecretFixture.settings(database).sources
                #expect(sources["first"] == SecretFixture.first)
            }
        }
    }
}
