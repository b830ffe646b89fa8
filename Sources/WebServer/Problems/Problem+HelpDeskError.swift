import HTTPTypes
public import HelpDesk
public import Logging

extension Problem {
    /// The problem that a client gets for an error of the help desk; details that it may not see go to the log.
    ///
    /// - Parameter field: the field with the rejected number.
    public init(_ error: HelpDeskError, number field: String = "operator", logger: Logger) {
        switch error {
        case .unknownRoute:
            self = .refused("route", error)
        case .unknownOperator:
            self = .refused("operator", error)
        case .unknownDepartment:
            self = .refused("department", error)
        case .unsupportedMode:
            self = .refused("mode", error)
        case .unknownVoice:
            self = .refused("voice", error)
        case .forbiddenNumber, .unknownHelper:
            self = .refused(field, error)
        case .unknownRequest(let id):
            self = .unknownRequest(id)
        case .damagedRequest:
            self = Problem(.internalServerError, code: error.code, detail: error.description)
        case .alreadyAsked, .requestOver, .alreadyAnswered, .notConnected, .takesPart, .joiningUnsupported,
            .soundBusy, .extensionBusy:
            self = Problem(.conflict, code: error.code, detail: error.description)
        case .recordingUnsupported:
            self = Problem(.notImplemented, code: error.code, detail: error.description)
        case .idempotencyKeyInFlight:
            self = Problem(.conflict, code: error.code, detail: error.description, headers: [.retryAfter: "1"])
        case .idempotencyKeyReused:
            self = Problem(.unprocessableContent, code: error.code, detail: error.description)
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

    private static func refused(_ field: String, _ error: HelpDeskError) -> Problem {
        .validation([FieldError(field: field, message: error.description)], code: error.code)
    }
}
