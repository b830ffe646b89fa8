/// The urgency of a request.
public enum Urgency: String, Sendable, Codable, CaseIterable {
    case normal
    /// Goes before other requests, and also rings helpers who are not online.
    case emergency
}
