import Administration
import ConcurrencyPrimitives
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("Refresh tokens that cannot be stored")
struct RetryingRefreshTokenStoreTests {
    /// Takes nothing while its disk is full.
    private final class Store: RefreshTokenStore {
        struct DiskFull: Error {}

        let isFull = Locked(false)
        let tokens = Locked<[String: String]>([:])

        func refreshToken(of source: String, replacing configured: String, from origin: String) -> String? {
            tokens.withLock { $0[source] }
        }

        func keep(_ token: String, of source: String, replacing configured: String, from origin: String) throws {
            if isFull.withLock({ $0 }) { throw DiskFull() }
            tokens.withLock { $0[source] = token }
        }
    }

    @Test("A refresh token that cannot be stored is used all the same, and stored at the next occasion")
    func retained() async throws {
        let store = Store()
        let tokens = RetryingRefreshTokenStore(store, logger: LogRecorder().logger)
        func newest(replacing configured: String = "r0") async throws -> String? {
            try await tokens.refreshToken(of: "crm", replacing: configured, from: "https://crm.test")
        }
        try await tokens.keep("r1", of: "crm", replacing: "r0", from: "https://crm.test")
        store.isFull.withLock { $0 = true }
        try await tokens.keep("r2", of: "crm", replacing: "r0", from: "https://crm.test")
        #expect(try await newest() == "r2")
        #expect(store.tokens.withLock { $0 } == ["crm": "r1"])
        store.isFull.withLock { $0 = false }
        #expect(try await newest() == "r2")
        #expect(store.tokens.withLock { $0 } == ["crm": "r2"])
        // Somebody has entered another one meanwhile: what replaced the earlier one is void.
        store.isFull.withLock { $0 = true }
        try await tokens.keep("r3", of: "crm", replacing: "r0", from: "https://crm.test")
        #expect(try await newest(replacing: "s0") == "r2")
    }
}
