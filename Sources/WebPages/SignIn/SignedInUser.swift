public import Administration
import WebServer

/// Who looks at a page: a signed-in user, as the pages need to know them.
public struct SignedInUser: Sendable, Equatable {
    /// Stable; the audit log names them `user:<id>`.
    public var id: String
    /// For people.
    public var name: String
    public var role: UserRole
    /// Their own phone; `nil` when they have none, or choose it each time.
    public var `extension`: String?
    /// Further phones of theirs.
    public var otherExtensions: [String]
    /// The ids of the departments that a supervisor sees; an admin sees all of them.
    public var departments: Set<String>
    /// What each of their forms must send back: only our own pages know it.
    public var csrfToken: String
    /// The language that they have chosen, such as `fa`; `nil` goes by their browser.
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
    /// Who they are in the audit log.
    var author: String { "user:\(id)" }

    /// What they are taken for where a rule speaks of API tokens: an admin may give every scope.
    var credential: Credential {
        Credential(id: author, scopes: role.scopes, view: view, phones: Set(extensions))
    }

    /// Which help requests are their business.
    var view: RequestView { RequestView(role, extensions: Set(extensions), departments: departments) }

    /// All their phones, the main one first.
    var extensions: [String] { (self.extension.map { [$0] } ?? []) + otherExtensions }

    /// The extension on which they ask for help, as far as it is known.
    ///
    /// - Parameter last: what their browser remembers; an operator has their own ones, whatever it remembers of somebody
    ///   else.
    func asking(_ last: String?) -> String? {
        guard let last, role != .operator || extensions.contains(last) else { return self.extension }
        return last
    }

    /// Where they begin.
    var home: String {
        switch role {
        case .operator: "/panel"
        case .supervisor: "/supervisor"
        case .admin: "/admin"
        }
    }
}
