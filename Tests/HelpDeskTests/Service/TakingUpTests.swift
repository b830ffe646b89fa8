import ConcurrencyPrimitives
import Foundation
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

    @Test("A press with a key of its own makes no second request beside one that was left open, however early")
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

    @Test("Requests that were left open are here before a PBX that other bridges may have had tells anything")
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

    @Test("Requests that were left open are here before any event of their PBX is handled")
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

    /// An earlier process was killed while it had the operator's phone rung, which goes on ringing.
    private func leaveRinging(_ route: Route) async throws -> HelpRequestID {
        var flow = CallFlow(
            request: HelpRequest(
                id: HelpRequestID(at: Date()), route: route.code, operator: "101", department: "support",
                createdAt: Date()),
            caller: Operator(extension: "101", name: "Ali", department: "support"), route: route,
            departmentName: "Support", expireAfterSeconds: 120)
        _ = flow.handle(.started, at: Date())
        try await store.insert(flow, under: nil, idempotency: nil)
        return flow.id
    }

    /// An earlier process has left a request whose helper is on the phone.
    private func leaveWaiting(_ number: String, since start: Date) async throws -> HelpRequest {
        var route = HelpDeskFixture.patientRoute
        route.options.waitSeconds = 3_600
        var flow = CallFlow(
            request: HelpRequest(
                id: HelpRequestID(at: start), route: route.code, operator: number, department: "support",
                createdAt: start),
            caller: Operator(extension: number, name: "Ali", department: "support"), route: route,
            departmentName: "Support", expireAfterSeconds: 3_600)
        let events: [CallFlow.Event] = [
            .started, .resolved(FlowFixture.ladder(["200"])), .promptFailed(.requestSent),
            .answered(.ofOperator(flow.id)), .ended(.ofHelper(flow.id, ordinal: 1), .busy),
        ]
        for event in events { _ = flow.handle(event, at: start) }
        #expect(flow.awaitedHelpers == ["200"])
        try await store.insert(flow, under: nil, idempotency: nil)
        return flow.request
    }

    @Test("Requests that wait for a helper have their places in the line, before any new one, when they are taken up")
    func waiting() async throws {
        let start = Date()
        let first = try await leaveWaiting("101", since: start)
        let second = try await leaveWaiting("102", since: start.addingTimeInterval(1))
        let ownership = ChangingOwnership()
        let next = try HelpDeskFixture(phones: Self.phones, store: store, ownership: ownership)
        try await next.run { fixture in
            // The helper talks on, and what the PBX has told before is not of these calls.
            fixture.pbx.beginLiveCall(phone: "200")
            let context = fixture.service.context
            await context.flows(under: ownership.begin()).takenUp.wait()
            let places = [first, second].map { WaitingLine.Place($0) }
            #expect(places.map { context.line.position(of: $0, helpers: ["200"]) } == [1, 2])
            let new = HelpRequest(
                id: HelpRequestID(at: start.addingTimeInterval(2)), route: "*5003", operator: "103",
                department: "support", createdAt: start.addingTimeInterval(2))
            #expect(context.line.isWanted("200", before: WaitingLine.Place(new)))
        }
    }

    /// Asks something of the request that was left, while those are still being taken up.
    private func askEarly(
        _ order: @escaping @Sendable (HelpDeskService, HelpRequestID) async throws -> HelpRequest
    ) async throws -> HelpDeskFixture {
        var route = HelpDeskFixture.patientRoute
        route.ringing.operatorSeconds = 3_600
        route.secondPress = .cancel
        let id = try await leaveRinging(route)
        await store.holdOpenFlows(begun: reading, until: isRead)
        let next = try HelpDeskFixture(phones: ["101": .noAnswer], store: store, route: route)
        try await next.run { fixture in
            await reading.wait()
            let isAnswered = Latch()
            async let answer = {
                defer { isAnswered.open() }
                return try await order(fixture.service, id)
            }()
            // Whoever did not wait would be answered in this time.
            for _ in 1...1_000 where !isAnswered.isOpen { await Task.yield() }
            isRead.open()
            let answered = try await answer
            let ended = try await store.wait(for: id) { $0.state.isEnd }
            #expect(answered.id == id && ended.state == .cancelled)
        }
        return next
    }

    @Test("A request that was left open is cancelled where somebody asks for that before it is here")
    func cancelledEarly() async throws {
        let fixture = try await askEarly { try await $0.cancel($1) }
        #expect(fixture.audit.lines.count == 1)
    }

    @Test("A request left open is cancelled where its operator presses again before it is here, and its route says so")
    func pressedEarly() async throws {
        _ = try await askEarly { service, _ in try await service.submit(HelpDeskFixture.draft) }
    }
}
