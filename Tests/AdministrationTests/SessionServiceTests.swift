import Administration
import Foundation
import Testing

@Suite
struct SessionServiceTests {
    /// A clock that is set by hand.
    private final class Clock: @unchecked Sendable {  // `date` is only touched under `lock`.
        private let lock = NSLock()
        private var date = Date(timeIntervalSince1970: 1_800_000_000)

        var now: Date { lock.withLock { date } }
        func advance(by seconds: TimeInterval) { lock.withLock { date.addTimeInterval(seconds) } }
    }

    private let clock = Clock()
    private let store: MemoryUsers

    init() throws { store = try MemoryUsers() }

    private var sessions: SessionService { SessionService(store: store, now: { [clock] in clock.now }) }

    private func begin() async throws -> String {
        try #require(try await sessions.begin(MemoryUsers.ali, password: store.storedPassword)).secret
    }

    @Test("A session ends when it is not used, lives on when it is, and ends in any case after a day")
    func lifetime() async throws {
        let idle = try await begin()
        clock.advance(by: 8 * 3600 - 1)
        #expect(try await sessions.user(idle) != nil)
        clock.advance(by: 8 * 3600)
        #expect(try await sessions.user(idle) == nil)

        let used = try await begin()
        for _ in 0..<47 {
            clock.advance(by: 1800)
            #expect(try await sessions.user(used) != nil)
        }
        clock.advance(by: 1800)
        #expect(try await sessions.user(used) == nil)
    }

    @Test("A session that is used often is not written each time")
    func rareWrites() async throws {
        let secret = try await begin()
        for _ in 0..<100 { _ = try await sessions.user(secret) }
        #expect(store.extensions == 0)
        clock.advance(by: 61)
        for _ in 0..<100 { _ = try await sessions.user(secret) }
        #expect(store.extensions == 1)
    }

    @Test("What is kept of a session is not its secret, and no two secrets are the same")
    func secrets() async throws {
        let first = try await begin()
        let second = try await begin()
        #expect(first != second)
        #expect(store.digests.allSatisfy { !first.contains($0) && !second.contains($0) })
        #expect(store.digests.count == 2)
    }
}
