/// What a prompt is for.
public enum PromptKind: String, Sendable, Codable, CaseIterable {
    /// The operator hears that his request is being sent.
    case requestSent
    /// The operator hears that nobody is available.
    case unavailable
    /// The helper hears who needs him.
    case managerIntro
}
