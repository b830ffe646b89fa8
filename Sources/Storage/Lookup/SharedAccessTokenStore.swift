public import Administration
import ConcurrencyPrimitives

/// The tokens of several bridges on one PostgreSQL database: what one of them gets from a CRM, all of them use. Times
/// are the server's: the bridges' clocks may differ.
public struct SharedAccessTokenStore: RefreshTokenStore {
    /// The time that a bridge has to obtain a token before another may try, in milliseconds, and the others' polling
    /// interval.
    private static let maximumRenewal: Int64 = 15_000
    private static let pause = Duration.milliseconds(50)
    /// The server's time in milliseconds since 1970.
    private static let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

    private enum Claim: Sendable {
        case found(AccessToken)
        /// This bridge must obtain a token.
        case ours
        case taken
    }

    private let database: any SQLDatabase
    private let refreshTokens: SQLRefreshTokenStore

    package init(database: any SQLDatabase) {
        self.database = database
        refreshTokens = SQLRefreshTokenStore(database: database)
    }

    public func refreshToken(
        of source: String, replacing configured: String, from origin: String
    ) async throws -> String? {
        try await refreshTokens.refreshToken(of: source, replacing: configured, from: origin)
    }

    public func keep(
        _ token: String, of source: String, replacing configured: String, from origin: String
    ) async throws {
        try await refreshTokens.keep(token, of: source, replacing: configured, from: origin)
    }

    public func accessToken(
        of source: String, for settings: String, replacing refused: String?,
        waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
    ) async throws -> AccessToken? {
        while true {
            let result: Claim
            do {
                result = try await claim(source, settings, refused)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // Without the database each bridge obtains its own token.
                return try await obtain()
            }
            switch result {
            case .found(let token): return token
            case .ours: return try await ask(source, settings, obtain)
            case .taken:
                guard ContinuousClock.now < deadline else { return nil }
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private func ask(
        _ source: String, _ settings: String, _ obtain: () async throws -> AccessToken
    ) async throws -> AccessToken {
        let token: AccessToken
        do {
            token = try await obtain()
        } catch {
            await giveUp(source)
            throw error
        }
        do {
            try await keep(token, source, settings)
        } catch {
            // The token is valid anyway; the other bridges get their own.
            await giveUp(source)
        }
        return token
    }

    /// Lets another bridge try at once; if this fails, the claim expires by itself.
    private func giveUp(_ source: String) async {
        try? await database.writeInAnyCase { db in
            try db.execute(sql: "UPDATE access_tokens SET renewingUntil = 0 WHERE source = ?", arguments: [source])
        }
    }

    private func claim(_ source: String, _ settings: String, _ refused: String?) async throws -> Claim {
        try await database.write { [seal = database.seal] db in
            try db.lock("access_tokens")
            let row = try db.row(
                sql: "SELECT access_tokens.*, \(Self.now) AS now FROM access_tokens WHERE source = ?",
                arguments: [source])
            if let row {
                let now: Int64 = try row.value("now")
                let ends = try row.value("expiresAt", as: Int64?.self)
                // A token that cannot be opened is useless: a new one is obtained.
                if try row.value("settings", as: String.self) == settings, ends.map({ $0 > now }) ?? true,
                    let sealed = try row.value("token", as: String?.self),
                    let token = try? seal.openText(sealed, at: .accessToken(of: source)), token != refused
                {
                    return .found(AccessToken(token, lifetime: ends.map { .milliseconds($0 - now) }))
                }
                if try row.value("renewingUntil", as: Int64.self) > now { return .taken }
            }
            try db.execute(
                sql: """
                    INSERT INTO access_tokens (source, settings, renewingUntil) VALUES (?, ?, \(Self.now) + ?)
                    ON CONFLICT (source) DO UPDATE SET renewingUntil = excluded.renewingUntil
                    """, arguments: [source, settings, Self.maximumRenewal])
            return .ours
        }
    }

    private func keep(_ token: AccessToken, _ source: String, _ settings: String) async throws {
        let lifetime = token.lifetime.map { Int64($0.wholeMilliseconds) }
        try await database.writeInAnyCase { [seal = database.seal] db in
            try db.execute(
                sql: """
                    UPDATE access_tokens SET settings = ?, token = ?, expiresAt = \(Self.now) + ?, renewingUntil = 0
                    WHERE source = ?
                    """,
                arguments: [
                    settings, try seal.seal(token.token, at: .accessToken(of: source), db), lifetime, source,
                ])
        }
    }
}
