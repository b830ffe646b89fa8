public import Administration
import HTTPTypes
import LocatedYAML
public import Logging

extension Problem {
    /// Creates a client's problem for an application error; details that the client may not see are logged.
    public init(_ error: AdministrationError, logger: Logger) {
        if case .notStored(let reason) = error {
            logger.error("the database cannot be used", metadata: ["reason": "\(reason)"])
        }
        self.init(error)
    }

    /// Creates a client's problem for an application error.
    public init(_ error: AdministrationError) {
        switch error {
        case .invalid(let faults):
            self = .validation(
                faults.map { FieldError(field: $0.path.isEmpty ? "body" : $0.path, message: $0.message) })
        case .unknown(let subject):
            self =
                subject.kind == .sound ? .unknownSound(subject.id) : .unknown(subject.kind.word, subject.id)
        case .exists(let subject):
            self = .exists(subject)
        case .changed(let subject):
            self = subject.kind == .sound ? .soundChanged : .changed(subject.name)
        case .unconditional(let subject):
            self = .unconditional(subject.name)
        case .inUse(let subject, let users):
            self = .inUse(subject, by: users)
        case .lastAdministrator, .busy:
            self = Problem(.conflict, code: error.code, detail: error.description)
        case .foreignOperator(let number):
            self = .unknownOperator(number)
        case .foreignRoute, .foreignDepartment:
            self = Problem(.forbidden, code: error.code, detail: error.description)
        case .refusedRecording(let code, let reason):
            self = Problem(.unprocessableContent, code: code, detail: reason)
        case .recordingTooLarge(let maximumBytes):
            self = .bodyTooLarge(limit: maximumBytes)
        case .notStored:
            self = .storageUnavailable
        }
    }

    /// Returns the problem for an unknown setting: `404 unknown_…`, by its kind.
    public static func unknownSetting(_ kind: SettingKind, _ id: String) -> Problem {
        unknown(kind.rawValue, id)
    }

    private static func unknown(_ kind: String, _ id: String) -> Problem {
        Problem(.notFound, code: "unknown_\(kind)", detail: "there is no \(kind) \(id.prefix(64))")
    }

    /// Returns the problem for an unknown sound.
    public static func unknownSound(_ id: String) -> Problem {
        Problem(.notFound, code: "unknown_sound", detail: "no sound has the id \(id)")
    }

    public static let soundChanged = Problem(
        .preconditionFailed, code: "sound_changed",
        detail: "the sound has been changed since it was read; read it again and send its ETag as If-Match")

    /// Returns the problem for something that was changed since the client read it (RFC 9110, section 13.1.1).
    public static func changed(_ thing: String) -> Problem {
        Problem(
            .preconditionFailed, code: "changed",
            detail: "the \(thing) does not match the request's precondition; fetch it and try again")
    }

    /// Returns the problem for a change without a condition (RFC 6585, section 3).
    public static func unconditional(_ thing: String) -> Problem {
        Problem(
            .preconditionRequired, code: "precondition_required",
            detail: "the \(thing) exists; send If-Match with the ETag you last received")
    }

    private static func exists(_ subject: AdministrationError.Subject) -> Problem {
        guard subject.kind != .sound else {
            return Problem(
                .conflict, code: "sound_exists",
                detail: "a sound with the id \(subject.id) is there already; take another id, or replace it with PUT")
        }
        return Problem(
            .conflict, code: "exists",
            detail: "there is a \(subject.kind.word) of this name already; change it with PUT")
    }

    private static func inUse(_ subject: AdministrationError.Subject, by users: [String]) -> Problem {
        guard subject.kind != .sound else {
            return Problem(
                .conflict, code: "sound_in_use",
                detail: "the sound \(subject.id) is a prompt of the routes \(users.joined(separator: ", ")); "
                    + "change them first")
        }
        return Problem(
            .conflict, code: "in_use", detail: "the \(subject.name) is used by \(users.joined(separator: ", "))",
            errors: users.map { FieldError(field: $0, message: "uses this \(subject.kind.word)") })
    }
}

extension AdministrationError.Subject {
    fileprivate var name: String { "\(kind.word) \(id.prefix(64))" }
}
