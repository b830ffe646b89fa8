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
        case .notRunning:
            "the bridge is starting or stopping; try again in a moment"
        case .notStored(let reason):
            "the request could not be stored: \(reason)"
        }
    }
}
