public import Foundation

/// Somebody who signs in with a password: all but the password.
public struct UserRecord: Sendable, Hashable, Encodable {
    public var id: String
    /// What he types to sign in: unique, in lower case.
    public var login: String
    public var name: String
    public var role: UserRole
    /// His own phone: an operator's, or the one on which a supervisor helps.
    public var `extension`: String?
    /// The ids of the departments whose requests a supervisor sees, sorted.
    public var departments: [String]
    /// The language of his pages; `nil` follows his browser.
    public var language: String?
    public var isDisabled: Bool
    public var createdAt: Date

    public init(
        id: String, login: String, name: String, role: UserRole, extension number: String?, departments: [String],
        language: String?, isDisabled: Bool, createdAt: Date
    ) {
        self.id = id
        self.login = login
        self.name = name
        self.role = role
        self.extension = number
        self.departments = departments
        self.language = language
        self.isDisabled = isDisabled
        self.createdAt = createdAt
    }
}

/// What can be set of a user.
public struct UserDraft: Sendable, Equatable {
    public var login: String
    public var name: String
    public var role: UserRole
    public var `extension`: String?
    public var departments: [String]
    public var language: String?

    public init(
        login: String, name: String, role: UserRole, extension number: String? = nil, departments: [String] = [],
        language: String? = nil
    ) {
        self.login = login
        self.name = name
        self.role = role
        self.extension = number
        self.departments = departments
        self.language = language
    }
}

/// Why a user was not made, changed or removed.
public enum UserRefusal: Error, Sendable, Equatable {
    /// The fields are `login`, `name`, `extension`, `departments`, `language` and `password`.
    case invalid([SettingFault])
    case unknown
    /// Nobody could look after the users any more.
    case lastAdmin
    /// Too many passwords are being digested at once; later it will go.
    case busy
    /// The reason is for the log.
    case notStored(String)
}

/// Keeps the users. A new password, disabling and removal end the user's sessions at once; a changed role or extension
/// counts from his next request on.
public protocol UserDesk: Sendable {
    /// By login.
    func users() async throws -> [UserRecord]
    func user(_ id: String) async throws -> UserRecord?
    /// - Parameter author: whom the audit log names.
    func make(_ draft: UserDraft, password: String, by author: String) async throws(UserRefusal) -> UserRecord
    func change(_ id: String, to draft: UserDraft, by author: String) async throws(UserRefusal) -> UserRecord
    func setPassword(_ password: String, of id: String, by author: String) async throws(UserRefusal)
    func setDisabled(_ isDisabled: Bool, _ id: String, by author: String) async throws(UserRefusal) -> UserRecord
    func remove(_ id: String, by author: String) async throws(UserRefusal)
}
