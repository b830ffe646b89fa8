public import Foundation

/// A person who signs in with a password, without the password.
public struct User: Sendable, Hashable, Encodable {
    public var id: String
    /// The user's sign-in name: unique, in lower case, and in plain digits unless an earlier version stored
    /// it.
    public var login: String
    public var name: String
    public var role: UserRole
    /// Their own phone: an operator's, or the phone on which a supervisor helps.
    public var `extension`: String?
    /// Their further phones, in the order they are offered.
    public var otherExtensions: [String]
    /// The ids of the departments whose requests a supervisor sees, sorted.
    public var departments: [String]
    /// The language of their pages; `nil` for their browser's language.
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

    /// Creates a new user.
    ///
    /// - Parameter draft: must be normalized, and without faults.
    init(_ draft: UserDraft, at now: Date) {
        self.init(
            id: UUID().uuidString.lowercased(), login: draft.login, name: draft.name, role: draft.role,
            extension: draft.extension, otherExtensions: draft.otherExtensions, departments: draft.departments,
            language: draft.language, isDisabled: false,
            createdAt: now.storable)
    }

    /// All their phones, the main one first.
    public var extensions: [String] { (self.extension.map { [$0] } ?? []) + otherExtensions }

    /// The name in the audit log and in idempotency keys: stable, without spaces.
    public var author: String { "user:\(login)" }

    /// Returns what has changed since an older state, in the words of the user form.
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

    /// Applies the values that can be set.
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
