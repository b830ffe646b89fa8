/// What a prompt is for.
public enum PromptKind: String, Sendable, Codable, CaseIterable {
    /// The operator hears that his request is being sent.
    case requestSent
    /// The operator hears that nobody is available.
    case unavailable
    /// The helper hears who needs him.
    case managerIntro
    /// The same in an emergency, where the route has no intro of its own.
    case emergencyIntro
    /// The operator hears that all helpers are on the phone, and which place in the line he has.
    case waiting
    /// The operator hears that his request is given up, since he has pressed again.
    case requestCancelled
    /// The operator hears that the request he has is still under way.
    case requestOpen
    /// A caller hears that no route has the code he has dialled.
    case unknownCode
    /// A caller hears that only operators may ask for help.
    case notOperator
    /// Whoever records a sound by phone hears what to do.
    case recordingInstruction
    /// He has heard his recording, and is asked whether to keep it.
    case recordingReview
    /// His recording is stored.
    case recordingKept
    /// His recording is not stored.
    case recordingFailed

    /// Those that are no part of a help request, and of which no route has words of its own.
    public static let ofSoundRecordings: [PromptKind] = [
        .recordingInstruction, .recordingReview, .recordingKept, .recordingFailed,
    ]

    /// Those for which a route may have its own text or recording.
    public static let ofRoutes = allCases.filter { !ofSoundRecordings.contains($0) }
}
