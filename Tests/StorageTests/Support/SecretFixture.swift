import Foundation
import GRDB
import HelpDesk

@testable import Storage

/// A call centre with a few secrets, and ways to look at how they are kept.
enum SecretFixture {
    static let first = LookupSource(
        id: "first", mapping: "generic", baseURL: "https://first.test", credentials: ["token": SecretReference("alpha")]
    )
    static let second = LookupSource(
        id: "second", mapping: "generic", baseURL: "https://second.test",
        credentials: ["token": SecretReference("beta")])
    static let hook = WebhookEndpoint(
        id: "hook", mapping: "generic", route: "*5003",
        secrets: [SecretReference("gamma"), SecretReference("env:HOOK")])
    static let callCenter = CallCenter(
        sources: [first, second],
        routes: [Route(code: "*5003", name: "x", detection: .crm, sources: ["first"], voice: "fa")], webhooks: [hook])

    static func key(at path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().appending(path: "secrets.key").path
    }

    /// Makes a database with them, and closes it.
    static func make(at path: String, keys: SecretKeySource = .besideDatabase) async throws {
        let database = try await SQLiteDatabase.open(at: path, keys: keys)
        _ = try await SQLCallCenterStore(database: database, logger: .silent).apply(callCenter)
        try await SQLRefreshTokenStore(database: database)
            .keep("epsilon", of: "first", replacing: "delta", from: "https://first.test")
        try await database.close()
    }

    /// Opens a database for the length of a closure.
    static func with<Value>(
        _ path: String, keys: SecretKeySource = .besideDatabase, isKeyLost: Bool = false,
        _ body: (SQLiteDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try await SQLiteDatabase.open(at: path, keys: keys, isKeyLost: isKeyLost)
        let value = try await body(database)
        try await database.close()
        return value
    }

    static func settings(_ database: SQLiteDatabase) async throws -> CallCenter {
        try await SQLCallCenterStore(database: database, logger: .silent).current
    }

    static func refreshToken(_ database: SQLiteDatabase) async throws -> String? {
        try await SQLRefreshTokenStore(database: database)
            .refreshToken(of: "first", replacing: "delta", from: "https://first.test")
    }

    static func execute(_ sql: String, _ arguments: StatementArguments = [], at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in try db.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    static func text(_ sql: String, at path: String) throws -> String {
        let queue = try DatabaseQueue(path: path)
        let text = try queue.read { db in try String.fetchOne(db, sql: sql) }
        try queue.close()
        return text ?? ""
    }
}

extension SecretReference {
    /// Why it cannot be read; `nil` when it can.
    var fault: String? {
        guard case .unreadable(let reason) = location else { return nil }
        return reason
    }
}
