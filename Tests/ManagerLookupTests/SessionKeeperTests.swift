import CurlHTTP
import JSON
import Testing

@testable import ManagerLookup

@Suite("Sessions with a CRM")
struct SessionKeeperTests {
    private static let key = SessionKeeper.Key(source: "main", baseURL: "http://crm.test", credentials: [:])

    /// Counts its calls and answers when it is told to.
    private actor Counter {
        private(set) var calls = 0

        func call() -> Int {
            calls += 1
            return calls
        }
    }

    @Test("A session is asked for once, however many lookups wait")
    func singleFlight() async throws {
        let keeper = SessionKeeper()
        let counter = Counter()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let sessions = try await withThrowingTaskGroup(of: SessionKeeper.Session.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await keeper.session(for: Self.key) {
                        let number = await counter.call()
                        for await _ in gate { break }
                        return (.number(Double(number)), nil)
                    }
                }
            }
            while keeper.waitingCount < 49 { await Task.yield() }
            open.yield()
            return try await group.reduce(into: [SessionKeeper.Session]()) { $0.append($1) }
        }
        #expect(sessions.count == 50)
        #expect(Set(sessions.map(\.serial)).count == 1)
        #expect(await counter.calls == 1)
    }

    @Test("A session that the CRM refuses is replaced, once for all who were refused the same one")
    func replacing() async throws {
        let keeper = SessionKeeper()
        let first = try await keeper.session(for: Self.key) { (.text("a"), nil) }
        let second = try await keeper.session(for: Self.key, replacing: first.serial) { (.text("b"), nil) }
        let third = try await keeper.session(for: Self.key, replacing: first.serial) { (.text("c"), nil) }
        #expect(first.value == .text("a"))
        #expect(second.value == .text("b"))
        #expect(third == second)
    }

    @Test("A session ends when the CRM has said it does")
    func lifetime() async throws {
        let keeper = SessionKeeper()
        _ = try await keeper.session(for: Self.key) { (.text("a"), .zero) }
        #expect(try await keeper.session(for: Self.key) { (.text("b"), .seconds(60)) }.value == .text("b"))
        #expect(try await keeper.session(for: Self.key) { (.text("c"), nil) }.value == .text("b"))
    }

    @Test("A session that cannot be had is the failure of all who wait; the next one asks anew")
    func failure() async throws {
        let keeper = SessionKeeper()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await keeper.session(for: Self.key) {
                            for await _ in gate { break }
                            throw LookupFailure.error("refused")
                        }
                        return false
                    } catch {
                        return error as? LookupFailure == .error("refused")
                    }
                }
            }
            while keeper.waitingCount < 4 { await Task.yield() }
            open.yield()
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 5)
        #expect(try await keeper.session(for: Self.key) { (.text("b"), nil) }.value == .text("b"))
    }

    @Test("A session that a lookup with little time left could not get is asked for again by whoever waits with more")
    func littleTime() async throws {
        let keeper = SessionKeeper()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let values = try await withThrowingTaskGroup(of: JSONTree?.self) { group in
            group.addTask {
                await #expect(throws: CurlHTTPError.timedOut(.response)) {
                    _ = try await keeper.session(for: Self.key) {
                        start.yield()
                        for await _ in gate { break }
                        throw CurlHTTPError.timedOut(.response)
                    }
                }
                return nil
            }
            for await _ in started { break }
            group.addTask { try await keeper.session(for: Self.key) { (.text("b"), nil) }.value }
            while keeper.waitingCount < 1 { await Task.yield() }
            open.yield()
            return try await group.reduce(into: [JSONTree]()) { values, value in value.map { values.append($0) } }
        }
        #expect(values == [.text("b")])
    }

    @Test("A session that a cancelled lookup was asking for is asked for by the next that waits")
    func cancellation() async throws {
        let keeper = SessionKeeper()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let session = try await withThrowingTaskGroup(of: SessionKeeper.Session.self) { group in
            await withThrowingTaskGroup(of: Void.self) { cancelled in
                cancelled.addTask {
                    _ = try await keeper.session(for: Self.key) {
                        start.yield()
                        try await untilCancelled()
                    }
                }
                for await _ in started { break }
                group.addTask { try await keeper.session(for: Self.key) { (.text("b"), nil) } }
                while keeper.waitingCount < 1 { await Task.yield() }
                cancelled.cancelAll()
                await #expect(throws: CancellationError.self) { try await cancelled.waitForAll() }
            }
            return try await group.next()
        }
        #expect(session?.value == .text("b"))
    }

    @Test("A session that must be had is got even if its caller is cancelled or out of time, and serves the next")
    func finished() async throws {
        let keeper = SessionKeeper()
        let counter = Counter()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        @Sendable func session(within time: Duration) async throws -> SessionKeeper.Session {
            try await keeper.session(
                for: Self.key, waitingUntil: .now + time, replacing: nil,
                finishing: {
                    start.yield()
                    for await _ in gate { break }
                    try Task.checkCancellation()
                    return (.number(Double(await counter.call())), nil)
                })
        }
        await keeper.renew {
            await withThrowingTaskGroup(of: Void.self) { cancelled in
                cancelled.addTask { _ = try await session(within: .seconds(600)) }
                for await _ in started { break }
                cancelled.cancelAll()
                await #expect(throws: CancellationError.self) { try await cancelled.waitForAll() }
            }
            await #expect(throws: LookupFailure.self) { _ = try await session(within: .zero) }
            open.yield()
            let next = try? await session(within: .seconds(600))
            #expect(next?.value == .number(1))
        }
        #expect(await counter.calls == 1)
    }

    @Test("A session that must be had is got before the keeper ends, and by the caller itself after that")
    func finishedAtTheEnd() async throws {
        let keeper = SessionKeeper()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        await keeper.renew {
            await withTaskGroup(of: Void.self) { cancelled in
                cancelled.addTask {
                    _ = try? await keeper.session(
                        for: Self.key, waitingUntil: .now + .seconds(600), replacing: nil,
                        finishing: {
                            start.yield()
                            for await _ in gate { break }
                            return (.text("a"), nil)
                        })
                }
                for await _ in started { break }
                cancelled.cancelAll()
            }
            open.yield()
        }
        let first = try #require(keeper.serial(for: Self.key))
        let second = try await keeper.session(
            for: Self.key, waitingUntil: .now, replacing: first, finishing: { (.text("b"), nil) })
        #expect(second.value == .text("b") && second.serial != first)
    }
}

extension SessionKeeper {
    /// For whoever has time enough.
    fileprivate func session(
        for key: Key, replacing refused: Int? = nil, obtain: @escaping @Sendable () async throws -> Grant
    ) async throws -> Session {
        try await session(for: key, waitingUntil: .now + .seconds(600), replacing: refused, finishing: obtain)
    }
}
