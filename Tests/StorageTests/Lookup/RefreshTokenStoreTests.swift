import Testing

@testable import Storage

struct RefreshTokenStoreTests {
    @Test("A refresh token outlives the process, until the configured one is changed", arguments: StoreKind.allCases)
    func kept(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let tokens = SQLRefreshTokenStore(database: stores.database)
            #expect(try await tokens.refreshToken(of: "main", replacing: "r1", from: "https://crm.test") == nil)
            try await tokens.keep("r2", of: "main", replacing: "r1", from: "https://crm.test")
            try await tokens.keep("r3", of: "main", replacing: "r1", from: "https://crm.test")
            // As another process reads it.
            let kept = SQLRefreshTokenStore(database: stores.otherDatabase)
            #expect(try await kept.refreshToken(of: "main", replacing: "r1", from: "https://crm.test") == "r3")
            #expect(try await kept.refreshToken(of: "main", replacing: "another", from: "https://crm.test") == nil)
            #expect(try await kept.refreshToken(of: "other", replacing: "r1", from: "https://crm.test") == nil)
        }
    }

    @Test(
        "A refresh token is kept also when nobody waits for it any more: the CRM takes the old one no more",
        arguments: StoreKind.allCases)
    func cancelled(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let tokens = SQLRefreshTokenStore(database: stores.database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { try await tokens.keep("r2", of: "main", replacing: "r1", from: "https://crm.test") }
                try await group.waitForAll()
            }
            #expect(try await tokens.refreshToken(of: "main", replacing: "r1", from: "https://crm.test") == "r2")
        }
    }
}
