/// The session of a request.
public struct ActiveSession: Sendable {
    public let holder: Session.Holder
    /// The key of the session in the store.
    public let digest: String

    init(_ record: Session, digest: String) {
        holder = record.holder
        self.digest = digest
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
