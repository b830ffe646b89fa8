import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct SecretSealTests {
    /// Changes one letter in the middle of what is sealed.
    private static func damaged(_ stored: String) throws -> String {
        let middle = try #require(stored.range(of: "sealed:v1:")).upperBound
        let index = stored.index(middle, offsetBy: 30)
        return stored.replacingCharacters(in: index...index, with: stored[index] == "A" ? "B" : "A")
    }

    @Test("A damaged secret is reported and takes nothing else along")
    func damaged() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let stored = try SecretFixture.text("SELECT credentials FROM sources WHERE id = 'first'", at: path)
            try SecretFixture.execute(
                "UPDATE sources SET credentials = ? WHERE id = 'first'", [try Self.damaged(stored)], at: path)
            try await SecretFixture.with(path) { database in
                let settings = try await SecretFixture.settings(database)
                let secret = try #require(settings.sources["first"]?.credentials["token"])
                #expect(secret.fault?.contains("the credential token of the source first cannot be opened") == true)
                #expect(secret.description == "***")
                #expect(settings.sources["second"] == SecretFixture.second)
                #expect(settings.webhooks["hook"] == SecretFixture.hook)
                // It is not lost by a change of something else, and mended by being entered anew.
                let store = try await SQLCallCenterStore(database: database, logger: .silent)
                var first = try #require(settings.sources["first"])
                first.timeoutMilliseconds = 700
                _ = try await store.apply(CallCenter(sources: [first]))
                #expect(store.current.sources["first"]?.credentials["token"]?.fault != nil)
                _ = try await store.apply(CallCenter(sources: [SecretFixture.first]))
            }
            try await SecretFixture.with(path) { database in
                let sources = try await SecretFixture.settings(database).sources
                #expect(sources["first"] == SecretFixture.first)
            }
        }
    }

    @Test(
        "A secret opens in its own place only, for the address that it was entered for",
        arguments: [
            "UPDATE sources SET baseURL = 'https://elsewhere.test' WHERE id = 'first'",
            "UPDATE sources SET mapping = 'other' WHERE id = 'first'",
            "UPDATE sources SET caFile = '/tmp/ca.pem' WHERE id = 'first'",
            "UPDATE sources SET credentials = (SELECT credentials FROM sources WHERE id = 'second') WHERE id = 'first'",
            "UPDATE sources SET credentials = replace(credentials, '\"token\"', '\"user\"') WHERE id = 'first'",
            "UPDATE sources SET credentials = '{\"token\":\"planted\"}' WHERE id = 'first'",
        ])
    func ownPlace(change: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            try SecretFixture.execute(change, at: path)
            try await SecretFixture.with(path) { database in
                let settings = try await SecretFixture.settings(database)
                let secrets = try #require(settings.sources["first"]?.credentials.values)
                #expect(!secrets.isEmpty && secrets.allSatisfy { $0.fault != nil })
                #expect(settings.sources["second"] == SecretFixture.second)
            }
        }
    }

    @Test("A refresh token that cannot be opened is reported, until the source's own is entered anew")
    func unopenableRefreshToken() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            let stored = try SecretFixture.text("SELECT token FROM refresh_tokens", at: path)
            try SecretFixture.execute("UPDATE refresh_tokens SET token = ?", [try Self.damaged(stored)], at: path)
            try await SecretFixture.with(path) { database in
                await #expect(throws: StorageError.self) { try await SecretFixture.refreshToken(database) }
                var first = SecretFixture.first
                first.credentials["token"] = SecretReference("another")
                _ = try await SQLCallCenterStore(database: database, logger: .silent).apply(
                    CallCenter(sources: [first]))
                #expect(try await SecretFixture.refreshToken(database) == nil)
            }
        }
    }

    @Test("A refresh token goes back to where it came from, and is forgotten when its source leads elsewhere")
    func refreshTokenOrigin() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await SecretFixture.make(at: path)
            try await SecretFixture.with(path) { database in
                let elsewhere = try await SQLRefreshTokenStore(database: database)
                    .refreshToken(of: "first", replacing: "delta", from: "https://elsewhere.test")
                #expect(elsewhere == nil)
                let store = try await SQLCallCenterStore(database: database, logger: .silent)
                var first = SecretFixture.first
                first.timeoutMilliseconds = 700
                first.credentials["user"] = SecretReference("7")
                _ = try await store.apply(CallCenter(sources: [first]))
                #expect(try await SecretFixture.refreshToken(database) == "epsilon")
                first.baseURL = "https://elsewhere.test"
                _ = try await store.apply(CallCenter(sources: [first]))
                #expect(try await SecretFixture.refreshToken(database) == nil)
            }
        }
    }
}
