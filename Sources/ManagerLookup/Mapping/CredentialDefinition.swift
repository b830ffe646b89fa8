import LocatedYAML

/// A credential that a mapping asks its lookup sources for.
public struct CredentialDefinition: Sendable, Equatable {
    /// What it is and where to find it, for whoever fills it in.
    public let description: String
    /// Never shown or logged.
    public let isSecret: Bool
    /// Whether a source without it cannot be asked at all.
    public let isRequired: Bool
    let file: String
    let line: Int?

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["description"], optional: ["secret", "required"])
        description = try fields["description"]?.text() ?? ""
        isSecret = try fields["secret"]?.flag() ?? false
        isRequired = try fields["required"]?.flag() ?? true
        file = node.file
        line = node.line
    }
}
