public import Administration

/// The signed-in user of a page.
public struct SignedInUser: Sendable, Equatable {
    public var user: User
    /// The token that each of the user's forms must send back; only HelpBridge's pages know it.
    public var csrfToken: String

    public init(_ user: User, csrfToken: String) {
        self.user = user
        self.csrfToken = csrfToken
    }
}
