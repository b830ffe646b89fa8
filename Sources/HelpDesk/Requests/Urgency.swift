/// How pressing a request is.
public enum Urgency: String, Sendable, Codable, CaseIterable {
    case normal
    /// Goes before others, and rings helpers who are not online as well.
    case emergency
}
