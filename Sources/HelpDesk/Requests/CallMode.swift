/// How the helper joins the operator.
public enum CallMode: String, Sendable, Codable, CaseIterable {
    /// The helper hears the live call, and only the operator hears them.
    case whisper
    /// A call of their own; the customer's call is never touched.
    case consult
    /// All three talk.
    case barge
    /// The helper only hears.
    case listen

    /// Whether the helper comes to the operator's live call, rather than the operator to a call of its own.
    public var isCoaching: Bool { self != .consult }
}
