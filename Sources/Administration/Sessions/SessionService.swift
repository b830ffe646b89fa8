public import Foundation

/// The beginning, lookup and end of sessions: how long they last, and which secret opens which kind.
///
/// The store only keeps them.
public struct SessionService: Sendable {
    /// The lifetime of a session, in seconds.
    public struct Lifetime: Sendable {
        /// The lifetime since its last use.
        public let idle: TimeInterval
        public let total: TimeInterval

        /// A shift, and a day.
        public static let user = Lifetime(idle: 8 * 3600, total: 24 * 3600)
        /// A page that is open in a CRM reports every few minutes that it still is.
        public static let embedded = Lifetime(idle: 30 * 60, total: 12 * 3600)
    }

    private enum Prefix {
        static let user = "hbs_"
        static let embedded = "hbe_"
    }

    /// The minimum time between two extensions of a session in the store, in seconds.
    private static let writeInterval: TimeInterval = 60

    public let store: any SessionStore
    public let now: @Sendable () -> Date

    public init(store: any SessionStore, now: (@Sendable () -> Date)? = nil) {
        self.store = store
        self.now = now ?? { store.now }
    }

    /// Begins the session of a user who signed in.
    ///
    /// - Parameter password: the text of the ``PasswordHash`` that their password was compared with.
    /// - Returns: the session and its new secret; `nil` if their password has changed, or they may no longer sign in.
    public func begin(_ user: User, password: String) async throws -> (session: ActiveSession, secret: String)? {
        let (begun, hasBegun) = try await begin(.user(user), password: password)
        return hasBegun ? begun : nil
    }

    /// Begins the session of an operator whom another site vouches for.
    ///
    /// - Returns: the session and its new secret.
    public func begin(_ guest: EmbeddedOperator) async throws -> (session: ActiveSession, secret: String) {
        try await begin(.embedded(guest), password: nil).begun
    }

    private func begin(
        _ holder: Session.Holder, password: String?
    ) async throws -> (begun: (session: ActiveSession, secret: String), hasBegun: Bool) {
        let secret = TokenSecret(prefix: Self.prefix(holder))
        let lifetime = Self.lifetime(holder)
        let now = now()
        let record = Session(
            holder: holder, expiresAt: now.addingTimeInterval(lifetime.idle),
            endsAt: now.addingTimeInterval(lifetime.total))
        let hasBegun = try await store.begin(record, digest: secret.digest, at: now, password: password)
        return ((ActiveSession(record, digest: secret.digest), secret.text), hasBegun)
    }

    /// Returns the session of a signed-in user's cookie; counts as a use.
    public func user(_ secret: String) async throws -> ActiveSession? {
        guard secret.hasPrefix(Prefix.user) else { return nil }
        return try await find(secret)
    }

    /// Returns the session of an embedded page's bearer token; counts as a use.
    public func embedded(_ secret: String) async throws -> ActiveSession? {
        guard Self.isEmbedded(secret) else { return nil }
        return try await find(secret)
    }

    /// Whether a session's secret belongs to a panel that another site shows.
    public static func isEmbedded(_ secret: String) -> Bool { secret.hasPrefix(Prefix.embedded) }

    /// Signs out.
    public func end(_ session: ActiveSession) async throws {
        try await store.end(digest: session.digest)
    }

    private func find(_ secret: String) async throws -> ActiveSession? {
        let now = now()
        let digest = TokenSecret.digest(of: secret)
        guard let record = try await store.session(digest: digest, at: now),
            // The secret of a user's session never opens an embedded one, or vice versa.
            secret.hasPrefix(Self.prefix(record.holder))
        else { return nil }
        let date = now.addingTimeInterval(Self.lifetime(record.holder).idle)
        if record.expiresAt < min(date, record.endsAt).addingTimeInterval(-Self.writeInterval) {
            store.extend(digest: digest, until: date)
        }
        return ActiveSession(record, digest: digest)
    }

    private static func prefix(_ holder: Session.Holder) -> String {
        switch holder {
        case .user: Prefix.user
        case .embedded: Prefix.embedded
        }
    }

    private static func lifetime(_ holder: Session.Holder) -> Lifetime {
        switch holder {
        case .user: .user
        case .embedded: .embedded
        }
    }
}
