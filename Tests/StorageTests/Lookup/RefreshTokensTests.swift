import Foundation
import Testing

@testable import Storage

struct RefreshTokensTests {
    @Test func `a refresh token outlives the process, until the configured one is changed`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let database = try await HelpDeskDatabase.open(at: path)
            let tokens = RefreshTokens(database: database)
            #expect(try await tokens.refreshToken(of: "main", replacing: "r1", from: "https://crm.test") == nil)
            try await tokens.keep("r2", of: "main", replacing: "r1", from: "https://crm.test")
            try await tokens.keep("r3", of: "main", replacing: "r1", from: "https://crm.test")
            try await database.close()

            let again = try await HelpDeskDatabase.open(at: path)
            let kept = RefreshTokens(database: again)
            #expect(try await kept.refreshToken(of: "main", replacing: "r1", from: "https://crm.test") == "r3")
            #expect(try await kept.refreshToken(of: "main", replacing: "another", from: "https://crm.test") == nil)
            #expect(try await kept.refreshToken(of: "other", replacing: "r1", from: "https://crm.test") == nil)
            try await again.close()
        }
    }
}
