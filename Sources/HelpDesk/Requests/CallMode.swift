/// How the helper joins the operator.
public enum CallMode: String, Sendable, Codable, CaseIterable {
    /// A call of their own; the customer's call is never touched.
    case consult
    /// The helper hears the live call, and only the operator hears him.
    case whisper
    /// All three talk.
    case barge
    /// The helper only hears.
    case listen
}
