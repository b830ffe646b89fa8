public import Administration
import ConcurrencyPrimitives
public import Logging

/// Keeps refresh tokens that could not be stored.
///
/// They are used anyway, since the CRM no longer accepts their predecessors, and stored as soon as possible. They are
/// lost when the process ends.
public final class RetryingRefreshTokenStore: RefreshTokenStore {
    private struct Place: Hashable, Sendable {
        var source: String
        var configured: String
        var origin: String
    }

    private let store: any RefreshTokenStore
    private let logger: Logger
    private let unstored = Locked<[Place: String]>([:])

    /// - Parameters:
    ///   - store: the store for the tokens.
    ///   - logger: logs tokens that cannot be stored.
    public init(_ store: any RefreshTokenStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    public func refreshToken(
        of source: String, replacing configured: String, from origin: String
    ) async throws -> String? {
        let place = Place(source: source, configured: configured, origin: origin)
        guard let token = unstored.withLock({ $0[place] }) else {
            return try await store.refreshToken(of: source, replacing: configured, from: origin)
        }
        try await keep(token, of: source, replacing: configured, from: origin)
        return token
    }

    public func keep(
        _ token: String, of source: String, replacing configured: String, from origin: String
    ) async throws {
        let place = Place(source: source, configured: configured, origin: origin)
        do {
            try await store.keep(token, of: source, replacing: configured, from: origin)
            unstored.withLock { $0[place] = nil }
        } catch {
            unstored.withLock { $0[place] = token }
            logger.error(
                "a refresh token is not stored yet: a restart now would lock this bridge out of the CRM",
                metadata: ["source": "\(source)", "error": "\(error)"])
        }
    }

    public func accessToken(
        of source: String, for settings: String, replacing refused: String?,
        waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
    ) async throws -> AccessToken? {
        try await store.accessToken(
            of: source, for: settings, replacing: refused, waitingUntil: deadline, obtain: obtain)
    }
}
