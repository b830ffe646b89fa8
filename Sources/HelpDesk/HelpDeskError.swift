/// Why the help desk refuses.
public enum HelpDeskError: Error, Sendable, Equatable, CustomStringConvertible {
    case invalidNumberPattern(String)
    case unknownRoute(String)
    case unknownOperator(String)
    case unknownDepartment(String)
    /// The extension may not be dialled under `pbx.numbers`.
    case forbiddenNumber(String)
    case unsupportedMode(CallMode)
    case unknownRequest(HelpRequestID)
    /// What is stored of it cannot be read.
    case damagedRequest(HelpRequestID)
    /// No department names him.
    case unknownHelper(String)
    /// It has come to its end, or is just coming to it.
    case requestOver(HelpRequestID)
    /// A helper has picked up already.
    case alreadyAnswered(HelpRequestID)
    /// Operator and helper are not on the line together.
    case notConnected(HelpRequestID)
    /// He is the operator, or the helper, of that very request.
    case takesPart(String)
    /// The PBX driver cannot let anybody come to a live call.
    case joiningUnsupported
    /// The first submission with this idempotency key has not been answered yet.
    case idempotencyKeyInFlight
    /// The idempotency key was used for something else.
    case idempotencyKeyReused
    /// The bridge is stopping, or has not started.
    case notRunning
    /// The request could not be put on disk; nothing was rung.
    case notStored(String)

    public var description: String {
        switch self {
        case .invalidNumberPattern(let pattern):
            "pbx.numbers is not a regular expression: \(pattern)"
        case .unknownRoute(let code):
            "no help route has the code \(code)"
        case .unknownOperator(let number):
            "no operator has the extension \(number)"
        case .unknownDepartment(let id):
            "no department has the id \(id)"
        case .forbiddenNumber(let number):
            "the extension \(number) may not be dialled under pbx.numbers"
        case .unsupportedMode(let mode):
            "the mode \(mode.rawValue) is not supported by this PBX driver; use consult"
        case .unknownRequest(let id):
            "no help request has the id \(id)"
        case .damagedRequest(let id):
            "the help request \(id) is damaged in the database; helpbridge db check says how, and a backup may have it"
        case .unknownHelper(let number):
            "no department has a helper with the extension \(number)"
        case .requestOver(let id):
            "the help request \(id) is over"
        case .alreadyAnswered(let id):
            "a helper has picked up for the help request \(id) already; join the call instead"
        case .notConnected(let id):
            "the help request \(id) is not connected, so that there is no call to join"
        case .takesPart(let number):
            "\(number) takes part in the call already"
        case .joiningUnsupported:
            "this PBX driver cannot let anybody join a live call; it needs pbx.driver: ari"
        case .idempotencyKeyInFlight:
            "the first request with this idempotency key is still under way; ask again in a moment"
        case .idempotencyKeyReused:
            "this idempotency key was used with another body; take a new key for another request"
        case .notRunning:
            "the bridge is starting or stopping; try again in a moment"
        case .notStored(let reason):
            "the request could not be stored: \(reason)"
        }
    }
}
