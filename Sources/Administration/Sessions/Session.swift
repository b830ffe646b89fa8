public import Foundation

/// The session of a person who is signed in.
public struct Session: Sendable, Equatable {
    /// The holder of a session: a user, or an operator whom another site vouches for.
    public enum Holder: Sendable, Hashable {
        case user(User)
        case embedded(EmbeddedOperator)

        /// The name in the audit log.
        public var author: String {
            switch self {
            case .user(let user): user.author
            case .embedded(let guest): guest.author
            }
        }
    }

    public var holder: Holder
    /// The time it ends unless it is used before.
    public var expiresAt: Date
    /// The time it ends in any case.
    public var endsAt: Date

    public init(holder: Holder, expiresAt: Date, endsAt: Date) {
        self.holder = holder
        self.expiresAt = expiresAt
        self.endsAt = endsAt
    }
}

/// A store of sessions, which survive a restart.
///
/// They are read each time: a user whom another process disables or removes is out at once.
public protocol SessionStore: Sendable {
    /// The current time of the clock by which sessions end.
    var now: Date { get }
    /// Begins a session, and records it in the audit log.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of the session's secret in hex; the secret itself is not stored.
    ///   - password: the text of the ``PasswordHash`` that its user signed in with; `nil` for an embedded operator.
    /// - Returns: whether it has begun: not for a user whose password has changed, or who may no longer sign in.
    func begin(_ session: Session, digest: String, at now: Date, password: String?) async throws -> Bool
    /// Returns a session that is not over, with its user as they are now; `nil` if there is none.
    func session(digest: String, at now: Date) async throws -> Session?
    /// Extends a session that is in use; returns at once and never fails: a failing disk signs nobody out.
    func extend(digest: String, until date: Date)
    /// Ends a session, and records it in the audit log.
    func end(digest: String) async throws
}
