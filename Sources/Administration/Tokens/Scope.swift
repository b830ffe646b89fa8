/// A right of a credential.
public enum Scope: String, Sendable, Codable, CaseIterable {
    /// Ask for help, see and cancel requests, follow their events.
    case requests
    /// See and change the call centre's settings, try sources and prompts.
    case settings
    /// Create and revoke tokens, read the audit log.
    case tokens
}

extension Scope {
    /// The words of all scopes, for messages.
    public static let words = allCases.map(\.rawValue).joined(separator: ", ")

    /// Returns the scopes of these words; `nil` if one of them is unknown.
    public static func set(_ words: [String]) -> Set<Scope>? {
        let scopes = words.compactMap(Scope.init)
        return scopes.count == words.count ? Set(scopes) : nil
    }
}
