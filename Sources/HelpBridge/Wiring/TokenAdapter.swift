import Foundation
import Storage
import WebAPI

/// The database's tokens and audit log as the web server and the commands need them.
struct TokenAdapter: TokenDesk {
    private let database: TokenDatabase
    private let log: AuditLog

    init(database: HelpDeskDatabase) {
        self.database = TokenDatabase(database: database)
        log = AuditLog(database: database)
    }

    func tokens() async throws -> [TokenRecord] {
        try await database.tokens().map(TokenRecord.init)
    }

    func token(_ id: String) async throws -> TokenRecord? {
        try await database.token(id).map(TokenRecord.init)
    }

    /// The token as it was sent; `nil` when it is unknown or has expired.
    func valid(_ token: String) async throws -> TokenRecord? {
        try await database.valid(digest: TokenSecret.digest(of: token)).map(TokenRecord.init)
    }

    func add(_ token: TokenRecord, digest: String, by author: String) async throws {
        try await database.add(token.stored, digest: digest, by: author)
    }

    func change(_ token: TokenRecord, from expected: TokenRecord, by author: String) async throws -> Bool {
        try await database.change(token.stored, from: expected.stored, by: author)
    }

    func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.remove(id, by: author)
    }

    func auditLog(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        try await log.entries(before: id, limit: limit).map {
            AuditEntry(
                id: $0.id, at: $0.at, author: $0.author, action: $0.action, kind: $0.kind, item: $0.item,
                address: $0.address)
        }
    }
}

/// Knows the tokens of the configuration file and those of the database, which are looked up anew each time: what
/// another process adds or revokes counts at once.
struct TokenVerification: TokenVerifier {
    let configured: StaticTokens
    let desk: TokenAdapter

    func verify(_ token: String) async throws -> Credential? {
        if let credential = configured.verify(token) { return credential }
        return try await desk.valid(token).map { Credential(id: "token:\($0.id)", scopes: $0.scopes) }
    }
}

extension TokenRecord {
    fileprivate init(_ stored: TokenDatabase.Token) {
        self.init(
            id: stored.id, name: stored.name,
            // A scope that only a newer program knows gives nothing here.
            scopes: Set(stored.scopes.compactMap(Scope.init(rawValue:))), createdAt: stored.createdAt,
            expiresAt: stored.expiresAt)
    }

    fileprivate var stored: TokenDatabase.Token {
        TokenDatabase.Token(
            id: id, name: name, scopes: scopes.map(\.rawValue).sorted(), createdAt: createdAt, expiresAt: expiresAt)
    }
}
