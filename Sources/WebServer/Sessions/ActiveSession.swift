public import Administration

/// A session that a request has shown the secret of.
public struct ActiveSession: Sendable {
    public let holder: Session.Holder
    /// By which the store knows it.
    public let digest: String
    /// What forms and scripts send along with what changes something: another site cannot know it.
    public let antiForgeryToken: String

    public init(_ record: Session, secret: String) {
        holder = record.holder
        digest = TokenSecret.digest(of: secret)
        antiForgeryToken = AntiForgery.token(for: secret)
    }

    public var credential: Credential {
        switch holder {
        case .user(let user): Credential(user)
        case .embedded(let guest): Credential(guest)
        }
    }

    public var user: User? {
        guard case .user(let user) = holder else { return nil }
        return user
    }
}
