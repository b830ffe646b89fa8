/// A credential that a mapping defines for its lookup sources.
public struct CredentialDefinition: Sendable, Equatable {
    public var name: String
    /// An explanation for the people who fill it in: what it is and where to find it.
    public var description: String
    /// Whether it is never shown or logged.
    public var isSecret: Bool
    /// Whether a source cannot be asked without it.
    public var isRequired: Bool

    public init(name: String, description: String, isSecret: Bool, isRequired: Bool) {
        self.name = name
        self.description = description
        self.isSecret = isSecret
        self.isRequired = isRequired
    }
}
