public import Foundation

/// An operator whom a CRM's token has named; he has no account.
public struct EmbeddedOperator: Sendable, Hashable, Codable {
    public var `extension`: String
    public var name: String?
    /// The code of the only route to ask on; `nil` lets them choose.
    public var route: String?
    /// The id of the only department to ask; `nil` is their own.
    public var department: String?
    /// The customer whom he is talking to.
    public var customer: String?

    public init(
        extension number: String, name: String? = nil, route: String? = nil, department: String? = nil,
        customer: String? = nil
    ) {
        self.extension = number
        self.name = name
        self.route = route
        self.department = department
        self.customer = customer
    }
}

/// Somebody who is signed in.
public struct SessionRecord: Sendable, Equatable {
    public enum Holder: Sendable, Hashable {
        case user(UserRecord)
        case embedded(EmbeddedOperator)
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

/// Knows who may sign in and who is signed in; sessions survive a restart.
public protocol SessionDesk: Sendable {
    /// The time by which sessions end.
    var now: Date { get }
    /// A user and the text of his password's ``PasswordHash``; `nil` when nobody has the login.
    ///
    /// - Parameter login: in lower case.
    func account(login: String) async throws -> (user: UserRecord, password: String)?
    /// - Parameter digest: SHA-256 of the session's secret in hex; the secret itself is not kept.
    func begin(_ session: SessionRecord, digest: String, at now: Date) async throws
    /// A session that is not over, of a user as he is now; `nil` when there is none, or he has been disabled.
    func session(digest: String, at now: Date) async throws -> SessionRecord?
    /// Lets a session that is used live on, not beyond its end. It does not fail: where nothing can be stored at the moment,
    /// nobody is signed out by that.
    func extend(digest: String, until date: Date) async
    func end(digest: String) async throws
}

extension SessionDesk {
    public var now: Date { Date() }
}
