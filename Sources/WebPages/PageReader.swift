public import Administration
import WebServer

/// Who looks at a page: a signed-in user, as the pages need to know him.
public struct PageReader: Sendable, Equatable {
    /// Stable; the audit log names him `user:<id>`.
    public var id: String
    /// For people.
    public var name: String
    public var role: UserRole
    /// His own phone; `nil` when he has none, or chooses it each time.
    public var `extension`: String?
    /// The ids of the departments that a supervisor sees; an admin sees all of them.
    public var departments: Set<String>
    /// What each of his forms must send back: only our own pages know it.
    public var csrfToken: String
    /// The language that he has chosen, such as `fa`; `nil` goes by his browser.
    public var language: String?

    public init(
        id: String, name: String, role: UserRole, extension number: String? = nil, departments: Set<String> = [],
        csrfToken: String, language: String? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.extension = number
        self.departments = departments
        self.csrfToken = csrfToken
        self.language = language
    }
}

extension PageReader {
    /// Who he is in the audit log.
    var author: String { "user:\(id)" }

    /// What he is taken for where a rule speaks of API tokens: an admin may give every scope.
    var credential: Credential {
        Credential(id: author, scopes: role.scopes, view: view, phone: self.extension)
    }

    /// Which help requests are his business.
    var view: RequestView { RequestView(role, extension: self.extension, departments: departments) }

    /// Where he begins.
    var home: String {
        switch role {
        case .operator: "/panel"
        case .supervisor: "/supervisor"
        case .admin: "/admin"
        }
    }
}
