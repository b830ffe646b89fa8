public import HTTPTypes
import HelpDesk

/// An error in the form that a client gets: RFC 9457, `application/problem+json`.
///
/// `type` is `about:blank`, so `title` is the status phrase (section 4.2.1). Programs should use the stable `code`.
public struct Problem: Error, Sendable, Equatable {
    /// An error in one field of the input.
    public struct FieldError: Sendable, Equatable, Encodable {
        /// The member of the body or the parameter of the query; `body` for the whole body.
        public var field: String
        public var message: String

        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    public var status: HTTPResponse.Status
    public var code: String
    public var detail: String
    public var errors: [FieldError]
    /// Additional header fields of the response, such as `Retry-After`.
    public var headers: HTTPFields

    public init(
        _ status: HTTPResponse.Status, code: String, detail: String, errors: [FieldError] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// Returns the problem for invalid input.
    public static func validation(_ errors: [FieldError], code: String = "validation_failed") -> Problem {
        let detail =
            errors.count == 1
            ? "\(errors[0].field): \(errors[0].message)" : "\(errors.count) fields are invalid; see errors"
        return Problem(.unprocessableContent, code: code, detail: detail, errors: errors)
    }
}

extension Problem {
    public static let unauthorized = Problem(
        .unauthorized, code: "unauthorized", detail: "send an API token: Authorization: Bearer <token>",
        headers: [.wwwAuthenticate: "Bearer"])

    static let unknownToken = Problem(
        .unauthorized, code: "invalid_token", detail: "the API token is unknown, expired or revoked",
        headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])

    /// - Parameter reason: the reason why a CRM's token is rejected.
    static func refusedEmbedToken(_ reason: String) -> Problem {
        var problem = unknownToken
        problem.detail = "the CRM's token is refused: \(reason)"
        return problem
    }

    public static let sessionOver = Problem(
        .unauthorized, code: "session_over", detail: "the session is over: sign in again",
        headers: [.wwwAuthenticate: "Bearer"])

    static let forgedCall = Problem(
        .forbidden, code: "forged_call",
        detail: "a call that changes something by the cookie of a session needs the token of its page in X-CSRF-Token")

    /// Returns the problem for a user who asks for help, or takes or joins a call, with a phone that is not theirs.
    public static func foreignPhone(_ number: String) -> Problem {
        Problem(
            .forbidden, code: "foreign_phone",
            detail:
                "\(number.prefix(64)) is not your own phone; only an admin, or a program's token, directs others' phones"
        )
    }

    /// Returns the problem for a user who sets the presence of a phone without the right to do so.
    public static func foreignPresence(_ number: String) -> Problem {
        Problem(
            .forbidden, code: "foreign_phone",
            detail:
                "\(number.prefix(64)) is neither your own phone nor that of somebody in your departments"
        )
    }

    public static let unknownPath = Problem(.notFound, code: "not_found", detail: "there is nothing at this path")

    public static let forbidden = Problem(
        .forbidden, code: "forbidden", detail: "you do not have permission to see this")

    /// Returns the problem for a help request that does not exist, or that the client may not see.
    public static func unknownRequest(_ id: String) -> Problem {
        let error = HelpDeskError.unknownRequest(id)
        return Problem(.notFound, code: error.code, detail: error.description)
    }

    /// Returns the problem for an operator who does not exist, or whom the client may not see.
    public static func unknownOperator(_ number: String) -> Problem {
        let error = HelpDeskError.unknownOperator(number)
        return .validation([FieldError(field: "operator", message: error.description)], code: "unknown_operator")
    }

    /// Returns the problem for an unknown lookup source.
    public static func unknownSource(_ id: String) -> Problem {
        Problem(.notFound, code: "unknown_source", detail: "no lookup source has the id \(id)")
    }

    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: [String]) -> Problem {
        let allow = allowed.joined(separator: ", ")
        return Problem(
            .methodNotAllowed, code: "method_not_allowed",
            detail: "\(method.rawValue) is not possible here; use \(allow)", headers: [.allow: allow])
    }

    /// - Parameter reason: the fault and its position.
    public static func invalidJSON(_ reason: String) -> Problem {
        Problem(.badRequest, code: "invalid_json", detail: "the body is not JSON: \(reason)")
    }

    /// - Parameter type: the media type that the client declared.
    public static func unsupportedMediaType(_ type: String) -> Problem {
        Problem(
            .unsupportedMediaType, code: "unsupported_media_type",
            detail: "the body is announced as \(type); send JSON with Content-Type: application/json",
            headers: [.accept: "application/json"])
    }

    /// - Parameter limit: the limit in bytes.
    public static func bodyTooLarge(limit: Int) -> Problem {
        Problem(
            .contentTooLarge, code: "body_too_large", detail: "the body is larger than \(limit) bytes",
            headers: [.connection: "close"])
    }

    static let slowBody = Problem(
        .requestTimeout, code: "slow_body", detail: "the body takes too long to arrive", headers: [.connection: "close"]
    )

    public static let storageUnavailable = Problem(
        .serviceUnavailable, code: "storage_unavailable",
        detail: "the database cannot be used at the moment; the log says why", headers: [.retryAfter: "5"])

    static let overloaded = Problem(
        .serviceUnavailable, code: "overloaded",
        detail: "too many help requests at once; try again in a moment", headers: [.retryAfter: "1"])

    static let notRunning = Problem(
        .serviceUnavailable, code: HelpDeskError.notRunning.code, detail: HelpDeskError.notRunning.description,
        headers: [.retryAfter: "1"])

    static let internalError = Problem(
        .internalServerError, code: "internal_error",
        detail: "internal error; see the log for this response's X-Request-Id")
}
