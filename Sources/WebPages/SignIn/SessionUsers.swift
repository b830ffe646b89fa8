public import Administration
public import HTTPTypes
import WebServer

/// The source of signed-in users that reads the session in their cookie.
public struct SessionUsers: SignedInUserSource {
    private let sessions: SessionService
    private let cookie: SessionCookie

    /// - Parameter isSecure: whether browsers reach the pages over TLS, as in ``WebServerConfiguration``.
    public init(_ store: any SessionStore, isSecure: Bool) {
        sessions = SessionService(store: store)
        cookie = .session(isSecure: isSecure)
    }

    public func user(of headers: HTTPFields) async throws -> SignedInUser? {
        guard let secret = cookie.value(headers), let session = try await sessions.user(secret),
            let user = session.user
        else { return nil }
        return SignedInUser(user, csrfToken: AntiForgery.token(for: secret))
    }
}
