import ConcurrencyPrimitives
import Telephony
import TestSupport
import Testing

@testable import HelpDesk

@Suite("Requests that an earlier process has left open", .timeLimit(.minutes(5)))
struct TakingUpTests {
    private static let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]

    private let store = MemoryStore()
    /// Somebody reads the open flows.
    private let reading = Latch()
    private let isRead = Latch()

    /// A process ends while operator and helper talk.
    private func leaveCall() async throws -> HelpRequestID {
        let fixture = try HelpDeskFixture(phones: Self.phones, store: store)
        try await fixture.run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await store.wait(for: accepted.id) { $0.state == .connected }
        }
        return try #require(try await store.openFlows().first?.id)
    }

    /// Runs the next process, whose PBX has none of the channels, until the request is over.
    private func runUntilOver(_ id: HelpRequestID, _ fixture: HelpDeskFixture) async throws {
        try await fixture.run { _ in
            let ended = try await store.wait(for: id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test("are all there is for their operators: a press with a key of its own makes no second one, however early")
    func pressedWithKey() async throws {
        let open = try await leaveCall()
        let next = try HelpDeskFixture(phones: Self.phones, store: store)
        let key = IdempotencyKey("token 42", fingerprint: "a")
        guard case .accepted(let request) = try await next.service.submit(HelpDeskFixture.draft, once: key) else {
            Issue.record("it was not accepted")
            return
        }
        #expect(request.id == open)
        #expect(try await store.openFlows().map(\.id) == [open])
    }

    @Test("are here before a PBX that other bridges may have had tells anything")
    func sharedPBX() async throws {
        let open = try await leaveCall()
        await store.holdOpenFlows(begun: reading, until: isRead)
        let next = try HelpDeskFixture(phones: Self.phones, store: store, access: PBXAccess(isShared: true))
        async let wasOpen = {
            await reading.wait()
            defer { isRead.open() }
            return next.pbx.access.isOpen
        }()
        try await runUntilOver(open, next)
        #expect(await !wasOpen)
    }

    @Test("are here before any event of their PBX is handled")
    func eventsWait() async throws {
        let open = try await leaveCall()
        await store.holdOpenFlows(begun: reading, until: isRead)
        let log = LogRecorder()
        let next = try HelpDeskFixture(phones: Self.phones, store: store, logger: log.logger)
        let (takingUp, isLost) = ("taking up open help requests", "PBX event stream is down")
        async let told: Void = {
            await reading.wait()
            defer { isRead.open() }
            try await next.pbx.wait { $0.status.isConnected }
            next.pbx.disconnect()
            next.pbx.reconnect()
            // Whoever did not wait would say so in this time.
            for _ in 1...1_000 where log.count(isLost) == 0 { await Task.yield() }
        }()
        try await runUntilOver(open, next)
        try await told
        #expect(lines(of: log, among: [takingUp, isLost]) == [takingUp, isLost])
    }

    private func lines(of log: LogRecorder, among wanted: Set<String>) -> [String] {
        log.lines.map(\.message).filter(wanted.contains)
    }
}
