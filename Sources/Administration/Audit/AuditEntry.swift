public import Foundation
public import HelpDesk

/// An entry of the audit log.
public struct AuditEntry: Sendable, Equatable, Encodable {
    public var id: Int64
    public var at: Date
    /// The credential or the command that did it.
    public var author: String
    /// A stable word: `added`, `changed`, `removed`, `took`, `signed_in`, …
    public var action: String
    public var kind: String
    public var item: String
    /// The address that it was done from; `nil` if it was done on the machine itself.
    public var address: String?
    /// The changes in a setting or a user; empty for other actions, and for what was added or removed as a whole.
    public var differences: [SettingDifference]

    public init(
        id: Int64, at: Date, author: String, action: String, kind: String, item: String, address: String? = nil,
        differences: [SettingDifference] = []
    ) {
        self.id = id
        self.at = at
        self.author = author
        self.action = action
        self.kind = kind
        self.item = item
        self.address = address
        self.differences = differences
    }
}

/// The log of who changed or did what, and from where.
public protocol AuditStore: AuditTrail {
    /// Returns entries, newest first.
    ///
    /// - Parameter id: only entries older than this one.
    func entries(before id: Int64?, limit: Int) async throws -> [AuditEntry]
}
