public import Administration
import WebServer

/// A signed-in user, as the pages need to know them.
public struct SignedInUser: Sendable, Equatable {
    /// The stable id; the audit log names the user `user:<id>`.
    public var id: String
    /// The name for people.
    public var name: String
    public var role: UserRole
    /// Their own phone; `nil` if they have none, or choose it each time.
    public var `extension`: String?
    /// Their further phones.
    public var otherExtensions: [String]
    /// The ids of the departments that a supervisor sees; an admin sees all of them.
    public var departments: Set<String>
    /// The token that each of their forms must send back; only our own pages know it.
    public var csrfToken: String
    /// The language that they chose, such as `fa`; `nil` for that of their browser.
    public var language: String?

    public init(
        id: String, name: String, role: UserRole, extension number: String? = nil, otherExtensions: [String] = [],
        departments: Set<String> = [], csrfToken: String, language: String? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.extension = number
        self.otherExtensions = otherExtensions
        self.departments = departments
        self.csrfToken = csrfToken
        self.language = language
    }
}

extension SignedInUser {
    /// The user's name in the audit log.
    var author: String { "user:\(id)" }

    /// The user as a credential, for rules about API tokens: an admin may grant every scope.
    var credential: Credential {
        Credential(id: author, scopes: role.scopes, view: view, phones: Set(extensions))
    }

    /// The help requests that they may see.
    var view: RequestView { RequestView(role, extensions: Set(extensions), departments: departments) }

    /// All their phones, the main one first.
    var extensions: [String] { (self.extension.map { [$0] } ?? []) + otherExtensions }

    /// Returns the extension on which they ask for help, if it is known.
    ///
    /// - Parameter last: the extension that their browser remembers; for operators it must be their own, since it may
    ///   be another user's.
    func asking(_ last: String?) -> String? {
        guard let last, role != .operator || extensions.contains(last) else { return self.extension }
        return last
    }

    /// The page on which they start.
    var home: String {
        switch role {
        case .operator: "/panel"
        case .supervisor: "/supervisor"
        case .admin: "/admin"
        }
    }
}
