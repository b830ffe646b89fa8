import HTTPTypes
public import Logging

extension Problem {
    public static func unknownSetting(_ kind: SettingKind, _ id: String) -> Problem {
        Problem(
            .notFound, code: "unknown_\(kind.rawValue)", detail: "there is no \(kind.rawValue) \(id.prefix(64))")
    }

    public static func changed(_ thing: String) -> Problem {
        Problem(
            .preconditionFailed, code: "changed",
            detail: "the \(thing) is not as the request's condition says; fetch it and try again")
    }

    public static func unconditional(_ thing: String) -> Problem {
        Problem(
            .preconditionRequired, code: "precondition_required",
            detail: "the \(thing) exists: send If-Match with the ETag under which you have seen it")
    }

    static func insufficientScope(_ scope: Scope) -> Problem {
        Problem(
            .forbidden, code: "insufficient_scope", detail: "this needs the scope \(scope.rawValue)",
            headers: [.wwwAuthenticate: "Bearer error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""])
    }

    /// - Parameter id: of the setting, where the path names it.
    public init(_ refusal: SettingRefusal, _ kind: SettingKind, _ id: String, _ logger: Logger) {
        switch refusal {
        case .invalid(let faults):
            self = .validation(
                faults.map { FieldError(field: $0.field.isEmpty ? "body" : $0.field, message: $0.message) })
        case .unknown:
            self = .unknownSetting(kind, id)
        case .exists:
            self = Problem(
                .conflict, code: "exists",
                detail: "there is a \(kind.rawValue) of this name already; change it with PUT")
        case .changed:
            self = .changed("\(kind.rawValue) \(id.prefix(64))")
        case .unconditional:
            self = .unconditional("\(kind.rawValue) \(id.prefix(64))")
        case .inUse(let users):
            self = Problem(
                .conflict, code: "in_use",
                detail: "the \(kind.rawValue) \(id.prefix(64)) is used by \(users.joined(separator: ", "))",
                errors: users.map { FieldError(field: $0, message: "uses this \(kind.rawValue)") })
        case .notStored(let reason):
            logger.error("settings could not be stored", metadata: ["reason": "\(reason)"])
            self = .storageUnavailable
        }
    }
}
