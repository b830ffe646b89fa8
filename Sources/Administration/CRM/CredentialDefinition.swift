/// A credential that a mapping requires of its lookup sources.
public struct CredentialDefinition: Sendable, Equatable {
    public var name: String
    /// What it is and where to find it, for those who fill it in.
    public var description: String
    /// Never shown or logged.
    public var isSecret: Bool
    /// Whether a source without it cannot be asked at all.
    public var isRequired: Bool

    public init(name: String, description: String, isSecret: Bool, isRequired: Bool) {
        self.name = name
        self.description = description
        self.isSecret = isSecret
        self.isRequired = isRequired
    }
}
