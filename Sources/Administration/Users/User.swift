public import Foundation

/// Somebody who signs in with a password: all but the password.
public struct User: Sendable, Hashable, Encodable {
    public var id: String
    /// What they type to sign in: unique, in lower case, and in plain digits unless an earlier program stored it.
    public var login: String
    public var name: String
    public var role: UserRole
    /// Their own phone: an operator's, or the one on which a supervisor helps.
    public var `extension`: String?
    /// Further phones of theirs, in the order in which they are offered.
    public var otherExtensions: [String]
    /// The ids of the departments whose requests a supervisor sees, sorted.
    public var departments: [String]
    /// The language of their pages; `nil` follows their browser.
    public var language: String?
    public var isDisabled: Bool
    public var createdAt: Date

    public init(
        id: String, login: String, name: String, role: UserRole, extension number: String?,
        otherExtensions: [String] = [],
        departments: [String], language: String?, isDisabled: Bool, createdAt: Date
    ) {
        self.id = id
        self.login = login
        self.name = name
        self.role = role
        self.extension = number
        self.otherExtensions = otherExtensions
        self.departments = departments
        self.language = language
        self.isDisabled = isDisabled
        self.createdAt = createdAt
    }

    /// A new user.
    ///
    /// - Parameter draft: normalized, and without faults.
    init(_ draft: UserDraft, at now: Date) {
        self.init(
            id: UUID().uuidString.lowercased(), login: draft.login, name: draft.name, role: draft.role,
            extension: draft.extension, otherExtensions: draft.otherExtensions, departments: draft.departments,
            language: draft.language, isDisabled: false,
            createdAt: now.storable)
    }

    /// All their phones, the main one first.
    public var extensions: [String] { (self.extension.map { [$0] } ?? []) + otherExtensions }

    /// How the audit log and idempotency keys name them: stable, without spaces.
    public var author: String { "user:\(login)" }

    /// What has become of another state of them, in the words of their form.
    public func differences(from old: User) -> [SettingDifference] {
        let fields: [(name: String, text: (User) -> String?)] = [
            ("login", \.login), ("name", \.name), ("role", \.role.rawValue), ("extension", \.extension),
            ("otherExtensions", { $0.otherExtensions.joined(separator: ", ") }),
            ("departments", { $0.departments.joined(separator: ", ") }), ("language", \.language),
            ("disabled", { String($0.isDisabled) }),
        ]
        return fields.filter { $0.text(old) != $0.text(self) }.map { name, text in
            SettingDifference(field: name, before: text(old), after: text(self))
        }
    }

    /// Takes over what can be set.
    mutating func apply(_ draft: UserDraft) {
        login = draft.login
        name = draft.name
        role = draft.role
        self.extension = draft.extension
        otherExtensions = draft.otherExtensions
        departments = draft.departments
        language = draft.language
    }
}
