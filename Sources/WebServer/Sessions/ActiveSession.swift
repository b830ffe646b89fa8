public import Administration

/// The session of a request.
public struct ActiveSession: Sendable {
    public let holder: Session.Holder
    /// The key of the session in the store.
    public let digest: String
    /// The token that forms and scripts send with every change; other sites cannot know it.
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
