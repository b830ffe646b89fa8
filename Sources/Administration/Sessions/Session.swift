public import Foundation

/// Somebody who is signed in.
public struct Session: Sendable, Equatable {
    /// Whose it is: a user's, or an operator's whom another site vouches for.
    public enum Holder: Sendable, Hashable {
        case user(User)
        case embedded(EmbeddedOperator)

        /// How the audit log names them.
        public var author: String {
            switch self {
            case .user(let user): user.author
            case .embedded(let guest): guest.author
            }
        }
    }

    public var holder: Holder
    /// When it ends unless it is used before.
    public var expiresAt: Date
    /// When it ends in any case.
    public var endsAt: Date

    public init(holder: Holder, expiresAt: Date, endsAt: Date) {
        self.holder = holder
        self.expiresAt = expiresAt
        self.endsAt = endsAt
    }
}

/// Knows who is signed in; sessions survive a restart. They are looked up anew each time: who is disabled or removed by
/// another process is out at once.
public protocol SessionStore: Sendable {
    /// The time by which sessions end.
    var now: Date { get }
    /// Begins a session, and notes it in the audit log.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of the session's secret in hex; the secret itself is not kept.
    ///   - password: the text of the ``PasswordHash`` by which its user has signed in; `nil` of an embedded operator.
    /// - Returns: whether it has begun: not for a user who has another password by now, or may not sign in any more.
    func begin(_ session: Session, digest: String, at now: Date, password: String?) async throws -> Bool
    /// A session that is not over, of a user as they are now; `nil` when there is none.
    func session(digest: String, at now: Date) async throws -> Session?
    /// Lets a session that is used live on; returns at once, and does not fail: a disk that takes nothing signs nobody
    /// out.
    func extend(digest: String, until date: Date)
    /// Ends a session, and notes it in the audit log.
    func end(digest: String) async throws
}
