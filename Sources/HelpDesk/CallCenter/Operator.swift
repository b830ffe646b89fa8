/// An agent on the phone with customers.
public struct Operator: Sendable, Codable, Equatable, Identifiable {
    /// The extension, with the id of its PBX unless that is the default one.
    public var `extension`: String
    public var name: String
    /// The id of their department.
    public var department: String
    public var email: String?
    /// Their identity in the CRM, for a CRM that does not know extensions.
    public var crmId: String?

    public var id: String { self.extension }

    /// The operator's name; `nil` if it is only the extension, which is used if no name was given.
    public var givenName: String? { [self.extension, address.number, ""].contains(name) ? nil : name }

    /// The number to dial, and its PBX.
    public var address: ExtensionAddress { ExtensionAddress(self.extension) }

    public init(extension number: String, name: String, department: String, email: String? = nil, crmId: String? = nil)
    {
        self.extension = number
        self.name = name
        self.department = department
        self.email = email
        self.crmId = crmId
    }
}
