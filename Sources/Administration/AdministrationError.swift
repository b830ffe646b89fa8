public import Foundation
import HelpDesk
public import LocatedYAML

/// The reason why something was not done.
public enum AdministrationError: Error, Sendable, Equatable {
    /// The input is invalid, with one problem per field.
    case invalid([LocatedProblem])
    case unknown(Subject)
    /// It should have been created, but already exists.
    case exists(Subject)
    /// It is not as the caller saw it.
    case changed(Subject)
    /// A change of something that exists must name the state it is meant for.
    case unconditional(Subject)
    /// It cannot be removed: these use it.
    case inUse(Subject, by: [String])
    /// Nobody would be left to manage the users.
    case lastAdministrator
    /// Too many passwords are being digested at once.
    case busy
    /// The operator does not exist, or the caller may not ask for help for them.
    case foreignOperator(String)
    /// A CRM's token is for another route.
    case foreignRoute(String, only: String)
    /// The caller may not ask that department for help.
    case foreignDepartment(String)
    /// A recording was refused; the code is a stable word such as `silent_recording`.
    case refusedRecording(code: String, reason: String)
    case recordingTooLarge(maximumBytes: Int)
    /// The database failed; the reason is for the log.
    case notStored(reason: String)

    /// The subject of an error.
    public struct Subject: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            case setting(SettingKind)
            case sound
            case user

            /// The word in the API's codes and in messages.
            public var word: String {
                switch self {
                case .setting(let kind): kind.rawValue
                case .sound: "sound"
                case .user: "user"
                }
            }
        }

        public var kind: Kind
        public var id: String

        public init(_ kind: Kind, _ id: String) {
            self.kind = kind
            self.id = id
        }

        init(_ item: SettingItem) {
            kind = .setting(item.kind)
            id = item.id
        }

        /// The recording with this id.
        public static func sound(_ id: String) -> Subject { Subject(.sound, id) }
        /// The user with this id or login.
        public static func user(_ id: String) -> Subject { Subject(.user, id) }
    }

    /// A stable word for the error.
    public var code: String {
        switch self {
        case .invalid: "invalid"
        case .unknown(let subject): "unknown_\(subject.kind.word)"
        case .exists: "exists"
        case .changed: "changed"
        case .unconditional: "precondition_required"
        case .inUse: "in_use"
        case .lastAdministrator: "last_administrator"
        case .busy: "busy"
        // People who may not know that the operator exists get the same answer as for an unknown one.
        case .foreignOperator(let number): HelpDeskError.unknownOperator(number).code
        case .foreignRoute: "foreign_route"
        case .foreignDepartment: "foreign_department"
        case .refusedRecording(let code, _): code
        case .recordingTooLarge: "body_too_large"
        case .notStored: "not_stored"
        }
    }
}

extension AdministrationError: CustomStringConvertible, LocalizedError {
    /// One line: what happened, where, and what to do.
    public var description: String {
        switch self {
        // Problems of a file have a line each.
        case .invalid(let faults):
            faults.map(\.description).joined(separator: faults.contains { !$0.file.isEmpty } ? "\n" : "; ")
        case .unknown(let subject): "no \(subject.kind.word) has the id \(subject.id)"
        case .exists(let subject):
            "a \(subject.kind.word) with the id \(subject.id) is there already; take another id, or replace it"
        case .changed(let subject):
            "the \(subject.kind.word) \(subject.id) has been changed meanwhile; read it again"
        case .unconditional(let subject):
            "the \(subject.kind.word) \(subject.id) exists; say which state of it is to be changed"
        case .inUse(let subject, let users):
            "the \(subject.kind.word) \(subject.id) is used by \(users.joined(separator: ", ")); change them first"
        case .lastAdministrator: "the last admin must stay; make another one first"
        case .busy: "too many passwords are being digested; try again"
        case .foreignOperator(let number): HelpDeskError.unknownOperator(number).description
        case .foreignRoute(let code, let route):
            "the CRM's token is for the route \(route) only, not for \(code.prefix(64))"
        case .foreignDepartment(let id):
            "operators ask for help from their own department, not from \(id.prefix(64)): "
                + "the route does not say departments: any"
        case .refusedRecording(_, let reason): reason
        case .recordingTooLarge(let maximum): "the file is larger than \(maximum) bytes; upload a shorter recording"
        case .notStored(let reason): reason
        }
    }

    public var errorDescription: String? { description }
}
