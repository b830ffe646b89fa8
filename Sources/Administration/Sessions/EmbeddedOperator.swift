/// An operator whom a CRM's token named; they have no account.
public struct EmbeddedOperator: Sendable, Hashable, Codable {
    public var `extension`: String
    /// The code of the only route to ask on; `nil` lets them choose.
    public var route: String?
    /// The id of the only department to ask; `nil` for their own.
    public var department: String?
    /// The customer whom they are talking to.
    public var customer: String?
    /// The fingerprint of the key and the parties with which their CRM's token was accepted; `nil` for operators
    /// admitted by an older version.
    public var trust: String?

    public init(
        extension number: String, route: String? = nil, department: String? = nil, customer: String? = nil
    ) {
        self.extension = number
        self.route = route
        self.department = department
        self.customer = customer
    }

    /// The name in the audit log and in idempotency keys: stable, without spaces.
    public var author: String { "embedded:\(self.extension)" }
}
