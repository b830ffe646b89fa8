/// How pressing a request is.
public enum Urgency: String, Sendable, Codable, CaseIterable {
    case normal
    /// Goes before others and ignores *do not disturb*.
    case emergency
}
