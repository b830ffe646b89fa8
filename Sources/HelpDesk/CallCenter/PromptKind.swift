/// The purpose of a prompt.
public enum PromptKind: String, Sendable, Codable, CaseIterable {
    /// The operator hears that their request is being sent.
    case requestSent
    /// The operator hears that nobody is available.
    case unavailable
    /// The helper hears who needs them.
    case managerIntro
    /// Like ``managerIntro``, but in an emergency, unless the route has its own text for ``managerIntro`` only.
    case emergencyIntro
    /// The operator hears that all helpers are on the phone, and their own place in the line.
    case waiting
    /// The operator hears that their request is cancelled, because they pressed again.
    case requestCancelled
    /// The operator hears that their request is still open.
    case requestOpen
    /// A caller hears that no route has the dialled code.
    case unknownCode
    /// A caller hears that only operators may ask for help.
    case notOperator
    /// A person who records a sound by phone hears the instructions.
    case recordingInstruction
    /// The person has heard the recording, and is asked whether to keep it.
    case recordingReview
    /// The person hears that the recording is stored.
    case recordingKept
    /// The person hears that the recording is not stored.
    case recordingFailed

    /// The placeholders that a route's own text may contain.
    ///
    /// Other values are not known when the prompt is rendered, and the voice's own text is spoken instead.
    public var placeholders: Set<PromptPlaceholder> {
        let all = Set(PromptPlaceholder.allCases)
        return switch self {
        case .unavailable, .waiting: all
        case .requestSent: all.subtracting([.position])
        // Rendered while the lookup is running, and the same for all helpers.
        case .managerIntro, .emergencyIntro: all.subtracting([.manager, .extension, .position])
        // Played on another call than the request's: only the caller is known.
        case .requestOpen, .requestCancelled: [.operator, .operatorName, .department]
        case .unknownCode, .notOperator: []
        case .recordingInstruction, .recordingReview, .recordingKept, .recordingFailed: []
        }
    }

    /// The prompts of sound recordings, which belong to no help request and cannot be replaced by a route.
    public static let ofSoundRecordings: [PromptKind] = [
        .recordingInstruction, .recordingReview, .recordingKept, .recordingFailed,
    ]

    /// The prompts that a route may replace with its own text or recording.
    public static let ofRoutes = allCases.filter { !ofSoundRecordings.contains($0) }
}
