/// What a prompt is for.
public enum PromptKind: String, Sendable, Codable, CaseIterable {
    /// The operator hears that their request is being sent.
    case requestSent
    /// The operator hears that nobody is available.
    case unavailable
    /// The helper hears who needs them.
    case managerIntro
    /// The same in an emergency, unless the route has words of its own for the other alone.
    case emergencyIntro
    /// The operator hears that all helpers are on the phone, and which place in the line they have.
    case waiting
    /// The operator hears that their request is given up, since they have pressed again.
    case requestCancelled
    /// The operator hears that the request they have is still under way.
    case requestOpen
    /// A caller hears that no route has the code they have dialled.
    case unknownCode
    /// A caller hears that only operators may ask for help.
    case notOperator
    /// Whoever records a sound by phone hears what to do.
    case recordingInstruction
    /// They have heard their recording, and are asked whether to keep it.
    case recordingReview
    /// Their recording is stored.
    case recordingKept
    /// Their recording is not stored.
    case recordingFailed

    /// What a route's own text may hold. Of anything else nothing is known when it is made: the voice's own text is
    /// spoken in its place.
    public var placeholders: Set<PromptPlaceholder> {
        let all = Set(PromptPlaceholder.allCases)
        return switch self {
        case .unavailable, .waiting: all
        case .requestSent: all.subtracting([.position])
        // Made while it is looked up who is rung, and the same for all of them.
        case .managerIntro, .emergencyIntro: all.subtracting([.manager, .extension, .position])
        // Said on a call beside the request's: all that is known is who calls.
        case .requestOpen, .requestCancelled: [.operator, .operatorName, .department]
        case .unknownCode, .notOperator: []
        case .recordingInstruction, .recordingReview, .recordingKept, .recordingFailed: []
        }
    }

    /// Those that are no part of a help request, and of which no route has words of its own.
    public static let ofSoundRecordings: [PromptKind] = [
        .recordingInstruction, .recordingReview, .recordingKept, .recordingFailed,
    ]

    /// Those for which a route may have its own text or recording.
    public static let ofRoutes = allCases.filter { !ofSoundRecordings.contains($0) }
}
