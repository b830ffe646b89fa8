import HTTPTypes
public import HelpDesk
public import Logging

extension Problem {
    static let damagedRequest = "damaged_request"

    /// What the help desk's refusal is to a client; what they may not know goes to the log.
    ///
    /// - Parameter field: where the client gave the number that is refused.
    public init(_ error: HelpDeskError, number field: String = "operator", logger: Logger) {
        switch error {
        case .unknownRoute:
            self = .refused("route", "unknown_route", error)
        case .unknownOperator:
            self = .refused("operator", "unknown_operator", error)
        case .unknownDepartment:
            self = .refused("department", "unknown_department", error)
        case .forbiddenNumber:
            self = .refused(field, "forbidden_number", error)
        case .unsupportedMode:
            self = .refused("mode", "unsupported_mode", error)
        case .unknownRequest(let id):
            self = .unknownRequest(id.text)
        case .damagedRequest:
            self = Problem(.internalServerError, code: Self.damagedRequest, detail: error.description)
        case .unknownHelper:
            self = .refused(field, "unknown_helper", error)
        case .requestOver:
            self = Problem(.conflict, code: "request_over", detail: error.description)
        case .alreadyAnswered:
            self = Problem(.conflict, code: "already_answered", detail: error.description)
        case .notConnected:
            self = Problem(.conflict, code: "not_connected", detail: error.description)
        case .takesPart:
            self = Problem(.conflict, code: "takes_part", detail: error.description)
        case .joiningUnsupported:
            self = Problem(.conflict, code: "joining_unsupported", detail: error.description)
        case .notRunning:
            self = .notRunning
        case .notStored(let reason):
            logger.error("help request could not be stored", metadata: ["reason": "\(reason)"])
            self = .storageUnavailable
        case .invalidNumberPattern:
            logger.error("help desk is misconfigured", metadata: ["error": "\(error)"])
            self = .internalError
        }
    }

    private static func refused(_ field: String, _ code: String, _ error: HelpDeskError) -> Problem {
        .validation([FieldError(field: field, message: error.description)], code: code)
    }
}
