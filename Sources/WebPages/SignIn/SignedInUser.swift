public import Administration

/// Who looks at a page.
public struct SignedInUser: Sendable, Equatable {
    public var user: User
    /// What each of their forms must send back: only our own pages know it.
    public var csrfToken: String

    public init(_ user: User, csrfToken: String) {
        self.user = user
        self.csrfToken = csrfToken
    }
}
