import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("A disk that takes nothing", .timeLimit(.minutes(15)))
struct StoringTests {
    private static let phones: [String: PhoneScript] = [
        "101": .answers(after: .seconds(1)), "200": .answers(after: .seconds(2), talksFor: .seconds(5)),
    ]

    @Test(
        "Nobody is rung or joined before the disk knows; when there is room again, the request goes on and ends as ever",
        arguments: 1...9)
    func everyCommit(commits: Int) async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            await fixture.store.fill(after: commits)
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            let filled = Task {
                await fixture.store.waitForRefusal()
                // With fewer commits than that it is over.
                try Task.checkCancellation()
                let stored = try await fixture.store.openFlows()
                let rung = fixture.pbx.orders.compactMap {
                    if case .originate(let order) = $0.order { order.channel } else { nil }
                }
                #expect(Set(rung).isSubset(of: Set(stored.flatMap(\.legs).map(\.channel))))
                let joined = fixture.pbx.orders.compactMap {
                    if case .join(_, let bridge) = $0.order { bridge } else { nil }
                }
                #expect(Set(joined).isSubset(of: Set(stored.filter(Self.isJoined).map { .of($0.id) })))
                try await waitUntil { fixture.service.requestsNotStored > 0 }
                await fixture.store.makeRoom()
            }
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            filled.cancel()
            #expect(ended.outcome == .helped || ended.outcome == .operatorHungUp, "\(ended)")
            for (number, count) in fixture.pbx.ringCounts { #expect(count == 1, "\(number)") }
            // The store has it a moment before the desk has heard so.
            try await waitUntil { fixture.service.requestsNotStored == 0 }
            try await waitUntil { fixture.pbx.snapshot == PBXSnapshot() }
        }
    }

    private static func isJoined(_ flow: CallFlow) -> Bool {
        switch flow.stage {
        case .reachingOperator, .findingHelper: false
        case .joining, .connected, .closing, .ending, .ended: true
        }
    }

    @Test("While the disk is full a manager's phone stays silent, and hang-ups go out at once all the same")
    func hangsUp() async throws {
        let phones: [String: PhoneScript] = ["101": .noAnswer, "200": .noAnswer]
        try await HelpDeskFixture(phones: phones, timeScale: 0.05, route: HelpDeskFixture.patientRoute).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            try await fixture.pbx.wait { $0.ringCounts["101"] == 1 }
            await fixture.store.fill()
            fixture.pbx.answer(phone: "101")
            await fixture.store.waitForRefusal()
            try await waitUntil { fixture.service.requestsNotStored == 1 }
            let rung = fixture.pbx.ringCounts
            _ = try await fixture.service.cancel(accepted.id)
            try await fixture.pbx.waitUntilQuiet()
            #expect(fixture.pbx.ringCounts == rung)
            #expect(try await fixture.store.request(accepted.id)?.state.isEnd == false)
            // Much later the end is written.
            await fixture.store.makeRoom()
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .cancelled)
            try await waitUntil { fixture.service.router.open(on: nil).isEmpty }
            #expect(fixture.service.requestsNotStored == 0)
        }
    }

    @Test("A full disk does not keep a request open beyond its time")
    func totalTime() async throws {
        var route = HelpDeskFixture.route
        route.ringing.totalSeconds = 1
        let phones: [String: PhoneScript] = ["101": .answers(after: .seconds(1)), "200": .answers(after: .zero)]
        try await HelpDeskFixture(phones: phones, route: route).run { fixture in
            await fixture.store.fill(after: 2)
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            await fixture.store.waitForRefusal()
            try await fixture.pbx.waitUntilQuiet()
            #expect(fixture.pbx.ringCounts["200"] == nil)
            await fixture.store.makeRoom()
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.state == .unavailable || ended.outcome == .operatorHungUp, "\(ended)")
        }
    }

    @Test("A full disk does not hold up the end of the bridge; the next process finds what is left and ends it")
    func stop() async throws {
        let store = MemoryStore()
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        try await HelpDeskFixture(phones: phones, store: store).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await store.wait(for: accepted.id) { $0.state == .connected }
            await store.fill()
            fixture.pbx.hangUp(phone: "200")
            await store.waitForRefusal()
        }
        await store.makeRoom()
        try await HelpDeskFixture.expectNextProcessEnds(phones, store)
    }

    @Test("Whoever asks for something while the disk is full is told that it is not stored")
    func asking() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .noAnswer, "201": .noAnswer]
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: HelpDeskFixture.patientRoute).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: accepted.id) { $0.state == .ringingManager }
            await fixture.store.fill()
            await #expect {
                _ = try await fixture.service.take(accepted.id, by: "201")
            } throws: {
                if case HelpDeskError.notStored = $0 { true } else { false }
            }
            #expect(fixture.pbx.ringCounts["201"] == nil)
            await fixture.store.makeRoom()
            try await fixture.pbx.wait { $0.ringCounts["201"] == 1 }
        }
    }

    @Test("No phone goes on ringing that was ordered for a request which is over by now")
    func late() async throws {
        try await HelpDeskFixture(phones: ["200": .noAnswer]).run { fixture in
            let number = try #require(fixture.service.policy.dialable("200"))
            let channel = ChannelID.ofHelper(HelpRequestID(), ordinal: 1)
            try await fixture.pbx.originate(
                Origination(
                    channel: channel, number: number, timeoutSeconds: 3_600, callerName: "Ali", callerNumber: "101"))
            try await fixture.pbx.waitUntilQuiet()
        }
    }

    @Test("The limit on ringing phones applies across all requests, and phones ring in turn")
    func phonesAtOnce() async throws {
        var route = HelpDeskFixture.patientRoute
        route.ringing.strategy = .simultaneous
        route.detection = .department
        let phones: [String: PhoneScript] = [
            "101": .answers(after: .zero), "102": .answers(after: .zero), "201": .noAnswer,
        ]
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: route, phonesAtOnce: 1).run { fixture in
            let first = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: first.id) { $0.state == .ringingManager }
            let second = try await fixture.service.submit(HelpRequestDraft(operator: "102", route: "*5003"))
            let turns = fixture.service.context.phones
            try await fixture.pbx.wait { _ in turns.waitingCount == 1 }
            #expect(turns.count == 1)
            #expect(fixture.pbx.ringCounts["201"] == 1)
            _ = try await fixture.service.cancel(first.id)
            try await fixture.pbx.wait { $0.ringCounts["201"] == 2 }
            #expect(turns.count == 1)
            _ = try await fixture.service.cancel(second.id)
            let ended = try await fixture.store.wait(for: second.id) { $0.state.isEnd }
            #expect(ended.attempts.map(\.result) == [.cancelled])
            try await fixture.pbx.wait { _ in turns.count == 0 }
        }
    }

    @Test("The times of a request stay in their order when the clock is set back in the middle of it")
    func clockSetBack() async throws {
        let time = FakeTime()
        let clock = RequestClock.Source(wall: time.source.wall, steady: { .now })
        var phones = Self.phones
        phones["101"] = .noAnswer
        try await HelpDeskFixture(phones: phones, route: HelpDeskFixture.patientRoute, clock: clock).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            try await fixture.pbx.wait { $0.ringCounts["101"] == 1 }
            time.setWallClock(by: -3_600)
            fixture.pbx.answer(phone: "101")
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            let times = ended.timeline.map(\.at)
            #expect(times == times.sorted())
            #expect(ended.createdAt <= ended.updatedAt)
            #expect(ended.attempts.allSatisfy { ($0.milliseconds ?? 0) < 60_000 })
        }
    }
}
