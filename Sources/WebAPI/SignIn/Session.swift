/// A session that a request has shown the secret of.
struct Session: Sendable {
    let holder: SessionRecord.Holder
    /// By which the session desk knows it.
    let digest: String
    /// What forms and scripts send along with what changes something: another site cannot know it.
    let antiForgeryToken: String

    init(_ record: SessionRecord, secret: String) {
        holder = record.holder
        digest = TokenSecret.digest(of: secret)
        antiForgeryToken = AntiForgery.token(for: secret)
    }

    var credential: Credential {
        switch holder {
        case .user(let user): Credential(user)
        case .embedded(let guest): Credential(guest)
        }
    }

    var user: UserRecord? {
        guard case .user(let user) = holder else { return nil }
        return user
    }
}
