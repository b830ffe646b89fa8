import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite struct SecretKeyTests {
    private static let hexadecimal = String(repeating: "0f", count: 32)

    @Test("The key of secrets is 32 bytes in hexadecimal or Base64, and has the same id in both")
    func encodings() throws {
        let key = try #require(SecretKey(Self.hexadecimal))
        let base64 = Data(repeating: 0x0f, count: 32).base64EncodedString()
        #expect(SecretKey(base64) == key && SecretKey(base64.dropLast()) == key)
        #expect(key.id.count == 16 && SecretKey.random().id != key.id)
        #expect(SecretKey(key.text) == key)
    }

    @Test(
        "Anything but 32 bytes in hexadecimal or Base64 is no key",
        arguments: [
            "", "secret", String(repeating: "0f", count: 31), String(repeating: "0f", count: 33),
            String(repeating: "zz", count: 32), Data(repeating: 1, count: 31).base64EncodedString(), "ف",
        ])
    func unusable(text: String) {
        #expect(SecretKey(text) == nil)
        #expect(SecretKey.list(in: "\(Self.hexadecimal)\n\(text) x\n") == nil)
    }

    @Test("A new database has a key beside it that only its owner can read, the same for all who open it at once")
    func newDatabase() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { try await SQLiteDatabase.open(at: path).close() } }
                try await group.waitForAll()
            }
            let key = SecretFixture.key(at: path)
            #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
            #expect(SecretKey.list(in: try String(contentsOfFile: key, encoding: .utf8))?.count == 1)
            // Nothing else is left lying about.
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(files.filter { $0.hasPrefix("secrets.key") } == ["secrets.key"])
        }
    }

    @Test("Without its key a database with secrets is refused, and the refusal says what to do")
    func missing() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let key = SecretFixture.key(at: path)
            try FileManager.default.moveItem(atPath: key, toPath: key + ".away")
            let missing = await #expect(throws: StorageError.self) { try await SQLiteDatabase.open(at: path) }
            #expect(missing == .secretKey(.missing(path: key, database: path)))
            let message = "\(try #require(missing))"
            #expect(message.contains("--key-lost") && !message.contains("\n"))
            // No other one was made in its place.
            #expect(!FileManager.default.fileExists(atPath: key))

            try FileManager.default.moveItem(atPath: key + ".away", toPath: key)
            try await SecretFixture.with(path) { database in
                let sources = try await SecretFixture.settings(database).sources
                #expect(sources["first"] == SecretFixture.first)
            }
        }
    }

    @Test("Another key than that of the database is refused, wherever it comes from")
    func otherKey() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            await #expect(
                throws: StorageError.secretKey(.wrong(place: "secrets.key in the configuration", database: path))
            ) {
                try await SQLiteDatabase.open(at: path, keys: .given([.random()]))
            }
            let key = SecretFixture.key(at: path)
            try SecretKeyFile(path: key, allowsGroup: false).replace(with: [.random()])
            await #expect(throws: StorageError.secretKey(.wrong(place: key, database: path))) {
                try await SQLiteDatabase.open(at: path)
            }
        }
    }

    @Test("A key file that holds no key, or that others may read, is refused")
    func unfitFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let key = SecretFixture.key(at: path)
            try Data("0123456789abcdef".utf8).write(to: URL(fileURLWithPath: key))
            chmod(key, 0o600)
            await #expect(throws: StorageError.secretKey(.malformed(path: key))) {
                try await SQLiteDatabase.open(at: path)
            }
            try Data(Self.hexadecimal.utf8).write(to: URL(fileURLWithPath: key))
            for (mode, isRefused) in [(0o644, true), (0o640, true), (0o600, false), (0o400, false)] as [(mode_t, Bool)]
            {
                chmod(key, mode)
                if isRefused {
                    await #expect(throws: StorageError.secretKey(.exposed(path: key, mode: mode))) {
                        try await SQLiteDatabase.open(at: path)
                    }
                } else {
                    try await SQLiteDatabase.open(at: path).close()
                }
            }
            // One that somebody else looks after may be a group's, as files in /etc are.
            chmod(key, 0o640)
            try await SQLiteDatabase.open(at: path, keys: .file(key)).close()
            chmod(key, 0o644)
            await #expect(throws: StorageError.secretKey(.exposed(path: key, mode: 0o644))) {
                try await SQLiteDatabase.open(at: path, keys: .file(key))
            }
            await #expect(throws: StorageError.self) {
                try await SQLiteDatabase.open(at: path, keys: .file(key + ".none"))
            }
        }
    }

    @Test("Where nothing is sealed that had to be entered again, a lost key is made anew")
    func nothingSealed() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SQLiteDatabase.open(at: path).close()
            try FileManager.default.removeItem(atPath: SecretFixture.key(at: path))
            try await SecretFixture.make(at: path)
            try await SecretFixture.with(path) { database in
                let sources = try await SecretFixture.settings(database).sources
                #expect(sources["second"] == SecretFixture.second)
            }
        }
    }

    @Test("Who has lost the key may begin anew: the secrets have to be entered again, everything else stays")
    func lost() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            try FileManager.default.removeItem(atPath: SecretFixture.key(at: path))
            try await SecretFixture.with(path, isKeyLost: true) { database in
                let settings = try await SecretFixture.settings(database)
                #expect(settings.sources["first"]?.credentials["token"]?.fault?.contains("enter it anew") == true)
                #expect(settings.webhooks["hook"]?.secrets.last?.text == "env:HOOK")
                _ = try await SQLCallCenterStore(database: database, logger: .silent).apply(SecretFixture.callCenter)
            }
            try await SecretFixture.with(path) { database in
                let sources = try await SecretFixture.settings(database).sources
                #expect(sources["first"] == SecretFixture.first)
            }
        }
    }
}
