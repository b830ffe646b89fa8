import ConcurrencyPrimitives
import Foundation
import Logging
import Telephony
import TestSupport
import Testing

@testable import HelpDesk

@Suite("The help desk", .timeLimit(.minutes(15)))
struct HelpDeskServiceTests {
    private static let answering: [String: PhoneScript] = [
        "101": .answers(after: .seconds(1)), "200": .answers(after: .seconds(2), talksFor: .seconds(5)),
    ]

    @Test("A request is taken to its end")
    func helped() async throws {
        try await HelpDeskFixture(phones: Self.answering).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(accepted.state == .accepted)
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(
                ended.timeline.map(\.state) == [.accepted, .ringingOperator, .ringingManager, .connected, .completed])
            #expect(fixture.pbx.snapshot == PBXSnapshot())
        }
    }

    @Test("Nobody is asked any more for a request that has ended, or when the bridge stops", arguments: [true, false])
    func stopsAsking(isCancelled: Bool) async throws {
        let (asked, question) = AsyncStream.makeStream(of: Void.self)
        let (givenUp, giveUp) = AsyncStream.makeStream(of: Void.self)
        let silent = HelpDeskFixture.SilentDirectory(asked: question, given: giveUp)
        var news = givenUp.makeAsyncIterator()
        try await HelpDeskFixture(phones: Self.answering, directory: silent).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            for await _ in asked { break }
            guard isCancelled else { return }
            _ = try await fixture.service.cancel(accepted.id)
            // While the desk serves on.
            #expect(await news.next() != nil)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state == .cancelled }
        }
        if !isCancelled { #expect(await news.next() != nil) }
    }

    @Test("Nothing of a request that is over is kept in memory")
    func forgets() async throws {
        weak var receiver: (any EventReceiver)?
        try await HelpDeskFixture(phones: Self.answering).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            receiver = fixture.service.router.receiver(of: CallID(accepted.id))
            #expect(receiver != nil)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            try await waitUntil { fixture.service.router.receiver(of: CallID(accepted.id)) == nil }
        }
        // The desk has stopped, and with it everybody who worked for the request.
        #expect(receiver == nil)
    }

    @Test("When the CRM's manager is busy, the department's helper is rung")
    func nextHelper() async throws {
        let phones: [String: PhoneScript] = [
            "101": .answers(after: .seconds(1)), "200": .busy,
            "201": .answers(after: .seconds(1), talksFor: .seconds(1)),
        ]
        try await HelpDeskFixture(phones: phones).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.attempts.map(\.result) == [.busy, .answered])
            #expect(ended.manager?.source == .department("support"))
        }
    }

    @Test("A request that is made while the wall clock is behind is dated by the time that is known to have been")
    func dated() async throws {
        let date = Date().addingTimeInterval(16 * 365 * 86_400)
        let clock = RequestClock.Source(dates: { date })
        try await HelpDeskFixture(phones: Self.answering, clock: clock).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(accepted.createdAt == date)
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped && ended.timeline.allSatisfy { $0.at >= date })
        }
    }

    @Test("Nobody is rung when a request cannot be stored")
    func diskFull() async throws {
        try await HelpDeskFixture(phones: Self.answering).run { fixture in
            await fixture.store.fill()
            await #expect(throws: HelpDeskError.self) { try await fixture.service.submit(HelpDeskFixture.draft) }
            #expect(fixture.pbx.orders.isEmpty)
        }
    }

    @Test(
        "A request of an unknown operator, route or department is refused",
        arguments: [
            (HelpRequestDraft(operator: "999", route: "*5003"), HelpDeskError.unknownOperator("999")),
            (HelpRequestDraft(operator: "101", route: "*1"), .unknownRoute("*1")),
            (HelpRequestDraft(operator: "101", route: "*5003", department: "x"), .unknownDepartment("x")),
        ])
    func refusals(draft: HelpRequestDraft, error: HelpDeskError) async throws {
        let fixture = try HelpDeskFixture(phones: [:])
        await #expect(throws: error) { try await fixture.service.submit(draft) }
    }

    @Test("A request made while the PBX is away waits, without a warning of its own, and rings when it is back")
    func pbxAway() async throws {
        let log = LogRecorder()
        try await HelpDeskFixture(phones: Self.answering, logger: log.logger).run { fixture in
            let first = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: first.id) { $0.state.isEnd }
            fixture.pbx.disconnect()
            let second = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(fixture.pbx.ringCounts == ["101": 1, "200": 1])
            try await waitUntil { !log.messages(at: .warning).isEmpty }
            #expect(log.messages(at: .warning) == ["PBX event stream is down"])
            fixture.pbx.reconnect()
            let ended = try await fixture.store.wait(for: second.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    /// One whose helpers are found without asking anybody.
    private static let departmentRoute = {
        var route = HelpDeskFixture.route
        route.detection = .department
        return route
    }()

    private static let shortCall = PhoneScript.answers(after: .zero, talksFor: .seconds(1))

    @Test("Whom a request may ring, and that the PBX is away, is stored with the request where nobody has to be asked")
    func storedOnce() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "201": Self.shortCall]
        let log = LogRecorder()
        let fixture = try HelpDeskFixture(phones: phones, route: Self.departmentRoute, logger: log.logger)
        try await fixture.run { fixture in
            try await goAway(fixture, log)
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(accepted.manager?.extension == "201")
            await fixture.prompts.wait(for: .requestSent, count: 1)
            let open = try await fixture.store.openFlows()
            #expect(open.map(\.operatorLeg.state) == [.keptBack])
            #expect(open.map(\.request) == [accepted])
            #expect(try await fixture.store.openRequests().revision == 1)
            fixture.pbx.reconnect()
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(fixture.pbx.ringCounts == ["101": 1, "201": 1])
        }
    }

    /// The PBX goes away, and the help desk has noticed.
    private func goAway(_ fixture: HelpDeskFixture, _ log: LogRecorder) async throws {
        try await fixture.pbx.wait { $0.status.isConnected }
        fixture.pbx.disconnect()
        try await waitUntil { log.count("PBX event stream is down") > 0 }
    }

    @Test("The ladder is not decided immediately while the helpers' history is unknown")
    func beforeTakingUp() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "201": Self.shortCall]
        let (begun, gate) = (Latch(), Latch())
        let fixture = try HelpDeskFixture(phones: phones, route: Self.departmentRoute)
        await fixture.store.holdOpenFlows(begun: begun, until: gate)
        try await fixture.run { fixture in
            await begun.wait()
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(accepted.manager == nil)
            gate.open()
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test("The PBX comes back while a request is being stored: its phones ring")
    func backWhileStoring() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "201": Self.shortCall]
        let (begun, gate) = (Latch(), Latch())
        let log = LogRecorder()
        let fixture = try HelpDeskFixture(phones: phones, route: Self.departmentRoute, logger: log.logger)
        try await fixture.run { fixture in
            try await goAway(fixture, log)
            await fixture.store.holdInsertions(begun: begun, until: gate)
            async let submission = fixture.service.submit(HelpDeskFixture.draft)
            await begun.wait()
            fixture.pbx.reconnect()
            gate.open()
            let ended = try await fixture.store.wait(for: submission.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test("Cancelling a request hangs up its legs")
    func cancel() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .noAnswer]
        try await HelpDeskFixture(phones: phones, timeScale: 1).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state == .ringingManager }
            _ = try await fixture.service.cancel(accepted.id)
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .cancelled)
            #expect(ended.attempts.map(\.result) == [.cancelled])
            #expect(fixture.pbx.snapshot == PBXSnapshot())
            #expect(try await fixture.service.cancel(accepted.id) == ended)
            // The second one has done nothing.
            #expect(fixture.audit.lines == [" cancelled \(accepted.id)"])
        }
    }

    @Test("A stranger's call that is sent elsewhere is left alone: whoever has called looks after it")
    func strangersCall() async throws {
        let phones: [String: PhoneScript] = ["101": .noAnswer, "200": .noAnswer]
        try await HelpDeskFixture(phones: phones, timeScale: 1).run { fixture in
            let successor = fixture.pbx.forward(to: "900")
            // What is told later has been handled later.
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state == .ringingOperator }
            _ = try await fixture.service.cancel(accepted.id)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(fixture.pbx.snapshot.channels[successor] != nil)
        }
    }

    @Test("A live call lives on when the bridge is stopped")
    func gracefulStop() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        let fixture = try HelpDeskFixture(phones: phones)
        try await fixture.run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state == .connected }
        }
        #expect(fixture.pbx.snapshot.channels.count == 2)
        let open = try await fixture.store.openFlows()
        #expect(open.map(\.request.state) == [.connected])
    }

    @Test("Nobody is hung up on of whom a bridge learns while it stops: after a transfer, or when the PBX is back")
    func learnsWhileStopping() async throws {
        let (losses, loss) = AsyncStream.makeStream(of: Void.self)
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        let fixture = try HelpDeskFixture(
            phones: phones, logger: Logger(label: "test") { _ in LossHandler(loss: loss) })
        try await fixture.run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state == .connected }
            let before = fixture.pbx.orders.count
            // As a graceful stop begins.
            fixture.service.router.closeAll()
            fixture.pbx.transfer(phone: "200", to: "900")
            // The desk reads events in their order, and writes a line for each loss.
            var lines = losses.makeAsyncIterator()
            for _ in 1...2 {
                fixture.pbx.disconnect()
                fixture.pbx.reconnect()
                #expect(await lines.next() != nil)
            }
            #expect(fixture.pbx.orders.dropFirst(before).isEmpty)
        }
        #expect(fixture.pbx.snapshot.channels.count == 2)
    }

    /// Tells when the log says that the PBX's events have broken off.
    private struct LossHandler: LogHandler {
        let loss: AsyncStream<Void>.Continuation
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            if event.message.description.contains("stream is down") { loss.yield() }
        }
    }

    @Test("What an earlier process has left is taken up, and ended where the PBX does not know it any more")
    func restart() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        let store = MemoryStore()
        try await HelpDeskFixture(phones: phones, store: store).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await store.wait(for: accepted.id) { $0.state == .connected }
        }
        // The new PBX has none of the channels: the two have hung up meanwhile.
        try await HelpDeskFixture.expectNextProcessEnds(phones, store)
    }

    @Test("An operator whose request an earlier process has left open gets no second one, however early they press")
    func pressedAtRestart() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        let store = MemoryStore()
        var open: HelpRequestID?
        try await HelpDeskFixture(phones: phones, store: store).run { fixture in
            open = try await fixture.service.submit(HelpDeskFixture.draft).id
            _ = try await store.wait(for: #require(open)) { $0.state == .connected }
        }
        let next = try HelpDeskFixture(phones: phones, store: store)
        // Before the service runs, as the first request of a client that has waited for the port.
        #expect(try await next.service.submit(HelpDeskFixture.draft).id == open)
        #expect(try await store.openFlows().count == 1)
    }

    @Test("The sources are not asked about a request a third time when two processes have ended while they asked")
    func endsWhileAsking() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "201": .answers(after: .zero)]
        let store = MemoryStore()
        let (asked, question) = AsyncStream.makeStream(of: Void.self)
        let (_, giveUp) = AsyncStream.makeStream(of: Void.self)
        let silent = HelpDeskFixture.SilentDirectory(asked: question, given: giveUp)
        var questions = asked.makeAsyncIterator()
        // No phone rings before the last process: a PBX that did not know its call any more would end the request.
        let away = SimulatedFault.refuses(.notConnected)
        let first = try HelpDeskFixture(phones: phones, store: store, directory: silent)
        first.pbx.setFault { _ in away }
        try await first.run { fixture in
            _ = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(await questions.next() != nil)
        }
        let id = try #require(try await store.openFlows().first?.id)
        let second = try HelpDeskFixture(phones: phones, store: store, directory: silent)
        second.pbx.setFault { _ in away }
        try await second.run { _ in
            #expect(await questions.next() != nil)
        }
        question.finish()
        try await HelpDeskFixture(phones: phones, store: store, directory: silent).run { _ in
            let request = try await store.wait(for: id) { $0.lookup.contains { $0.source == .crm("main") } }
            #expect(request.lookup.first?.result == .error)
            #expect(request.lookup.first?.detail?.hasPrefix("not asked again") == true)
            // The department's table helps.
            #expect(request.manager?.extension == "201")
        }
        #expect(await questions.next() == nil)
    }
}
