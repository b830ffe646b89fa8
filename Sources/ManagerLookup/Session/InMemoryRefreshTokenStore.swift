public import Administration

/// Keeps refresh tokens for the life of the process, for tests, demonstrations and single queries.
public actor InMemoryRefreshTokenStore: RefreshTokenStore {
    private var tokens: [[String]: String] = [:]

    public init() {}

    public func refreshToken(of source: String, replacing configured: String, from origin: String) -> String? {
        tokens[[source, configured, origin]]
    }

    public func keep(_ token: String, of source: String, replacing configured: String, from origin: String) {
        tokens[[source, configured, origin]] = token
    }
}
