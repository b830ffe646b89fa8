/// The helper's mode of joining the operator.
public enum CallMode: String, Sendable, Codable, CaseIterable {
    /// The helper hears the live call, and only the operator hears them.
    case whisper
    /// Helper and operator talk on a separate call; the customer's call is never touched.
    case consult
    /// All three talk.
    case barge
    /// The helper only listens.
    case listen

    /// Whether the helper joins the operator's live call, rather than a separate call.
    public var isCoaching: Bool { self != .consult }
}
