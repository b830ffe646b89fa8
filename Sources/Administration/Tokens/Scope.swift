/// What a credential may do.
public enum Scope: String, Sendable, Codable, CaseIterable {
    /// Ask for help, see and cancel requests, follow their events.
    case requests
    /// See and change the call centre's settings, try sources and prompts.
    case settings
    /// Make and revoke tokens, read the audit log.
    case tokens
}

extension Scope {
    /// All of them, for messages.
    public static let words = allCases.map(\.rawValue).joined(separator: ", ")

    /// The scopes of these words; `nil` when one of them is none.
    public static func set(_ words: [String]) -> Set<Scope>? {
        let scopes = words.compactMap(Scope.init)
        return scopes.count == words.count ? Set(scopes) : nil
    }
}
