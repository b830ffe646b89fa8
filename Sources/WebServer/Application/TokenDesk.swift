public import Foundation

/// What is known of an API token: all but the token itself.
public struct TokenRecord: Sendable, Equatable {
    public var id: String
    /// What it is for.
    public var name: String
    public var scopes: Set<Scope>
    public var createdAt: Date
    /// `nil` when it is valid until it is revoked.
    public var expiresAt: Date?

    public init(id: String, name: String, scopes: Set<Scope>, createdAt: Date, expiresAt: Date?) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// One line of the audit log.
public struct AuditEntry: Sendable, Equatable, Encodable {
    public var id: Int64
    public var at: Date
    /// The credential or the command.
    public var author: String
    /// A stable word: `added`, `changed`, `removed`, `took`, `signed_in`, …
    public var action: String
    public var kind: String
    public var item: String
    /// From which it was done; `nil` when somebody sat at the machine itself.
    public var address: String?

    public init(
        id: Int64, at: Date, author: String, action: String, kind: String, item: String, address: String? = nil
    ) {
        self.id = id
        self.at = at
        self.author = author
        self.action = action
        self.kind = kind
        self.item = item
        self.address = address
    }
}

/// Keeps API tokens, and the log of who has changed what.
public protocol TokenDesk: Sendable {
    /// Oldest first.
    func tokens() async throws -> [TokenRecord]
    func token(_ id: String) async throws -> TokenRecord?
    /// Returns once it is on the disk; the next request may use it.
    func add(_ token: TokenRecord, digest: String, by author: String) async throws
    /// - Returns: whether it is there and was as `expected`.
    func change(_ token: TokenRecord, from expected: TokenRecord, by author: String) async throws -> Bool
    /// - Returns: whether there was one.
    func remove(_ id: String, by author: String) async throws -> Bool
    /// Newest first.
    ///
    /// - Parameter id: only entries older than this one.
    func auditLog(before id: Int64?, limit: Int) async throws -> [AuditEntry]
}
