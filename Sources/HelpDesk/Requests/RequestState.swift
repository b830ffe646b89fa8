/// The state of a help request.
public enum RequestState: String, Sendable, Codable, CaseIterable {
    /// The request is on disk; no phone rings yet.
    case accepted
    /// The operator's phone rings, or they hear that help is on its way.
    case ringingOperator = "ringing_operator"
    /// A helper's phone rings.
    case ringingManager = "ringing_manager"
    /// The PBX has joined operator and helper.
    case connected

    /// The two talked, and hung up.
    case completed
    /// No helper could be reached, and the operator was told so.
    case unavailable
    /// The operator could not be reached, or the PBX refused.
    case failed
    /// The operator, or another person who made the request, gave up.
    case cancelled
    /// The request was too old to be of use by the time it could be served.
    case expired

    /// Whether the request is over.
    public var isEnd: Bool {
        switch self {
        case .accepted, .ringingOperator, .ringingManager, .connected: false
        case .completed, .unavailable, .failed, .cancelled, .expired: true
        }
    }
}
