/// What a credential may do.
public enum Scope: String, Sendable, Codable, CaseIterable {
    /// Ask for help, see and cancel requests, follow their events.
    case requests
    /// See and change the call centre's settings, try sources and prompts.
    case settings
    /// Make and revoke tokens, read the audit log.
    case tokens
}
