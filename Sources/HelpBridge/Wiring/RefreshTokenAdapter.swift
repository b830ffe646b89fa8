import ManagerLookup
import Storage

/// The database's refresh tokens as lookups need them.
struct RefreshTokenAdapter: RefreshTokenStore {
    let tokens: RefreshTokens

    init(database: HelpDeskDatabase) {
        tokens = RefreshTokens(database: database)
    }

    func refreshToken(
        of source: String, replacing configured: String, from origin: String
    ) async throws -> String? {
        try await tokens.refreshToken(of: source, replacing: configured, from: origin)
    }

    func keep(_ token: String, of source: String, replacing configured: String, from origin: String) async throws {
        try await tokens.keep(token, of: source, replacing: configured, from: origin)
    }
}
