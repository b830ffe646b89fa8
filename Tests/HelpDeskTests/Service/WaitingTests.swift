import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("Requests whose helpers are all on the phone", .timeLimit(.minutes(15)))
struct WaitingTests {
    private static let route = {
        var route = HelpDeskFixture.route
        route.options.waitSeconds = 60
        return route
    }()

    private static let phones: [String: PhoneScript] = [
        "101": .answers(after: .zero), "102": .answers(after: .zero),
        "200": .answers(after: .milliseconds(10), talksFor: .milliseconds(500)), "201": .offline,
    ]

    @Test("Requests whose helpers are on the phone wait, hear their place in the line, and are served the oldest first")
    func oldestFirst() async throws {
        try await HelpDeskFixture(phones: Self.phones, timeScale: 0.3, route: Self.route).run { fixture in
            fixture.pbx.beginLiveCall(phone: "200")
            let first = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: first.id) { $0.attempts.first?.result == .busy }
            let second = try await fixture.service.submit(HelpRequestDraft(operator: "102", route: "*5003"))
            _ = try await fixture.store.wait(for: second.id) { $0.attempts.first?.result == .busy }
            #expect(fixture.pbx.ringCounts["200"] == nil)
            // Each is told its place: both are in the line.
            await fixture.prompts.wait(for: .waiting, count: 2)
            fixture.pbx.endLiveCall(phone: "200")
            let firstEnded = try await fixture.store.wait(for: first.id) { $0.state.isEnd }
            let secondEnded = try await fixture.store.wait(for: second.id) { $0.state.isEnd }
            #expect(firstEnded.outcome == .helped)
            #expect(secondEnded.outcome == .helped)
            let joined = [firstEnded, secondEnded].compactMap { $0.timeline.first { $0.state == .connected }?.at }
            #expect(joined.count == 2 && joined[0] < joined[1])
        }
    }

    @Test("An emergency goes before requests that wait for the same helper")
    func emergencyFirst() {
        let old = HelpRequest(
            id: HelpRequestID(), route: "*1", operator: "1", department: "d", createdAt: FlowFixture.start)
        let urgent = HelpRequest(
            id: HelpRequestID(), route: "*1", operator: "2", department: "d", urgency: .emergency,
            createdAt: FlowFixture.start.addingTimeInterval(60))
        let line = WaitingLine()
        line.update(WaitingLine.Place(old), helpers: ["200"])
        line.update(WaitingLine.Place(urgent), helpers: ["200", "201"])
        #expect(line.position(of: WaitingLine.Place(urgent), helpers: ["200"]) == 1)
        #expect(line.position(of: WaitingLine.Place(old), helpers: ["200"]) == 2)
        #expect(line.isWanted("200", before: WaitingLine.Place(old)))
        #expect(!line.isWanted("200", before: WaitingLine.Place(urgent)))
        line.update(WaitingLine.Place(urgent), helpers: [])
        #expect(!line.isWanted("200", before: WaitingLine.Place(old)))
    }

    @Test("An operator who has waited until the time is up hears that nobody is available")
    func timeIsUp() async throws {
        var route = Self.route
        route.options.waitSeconds = 1
        try await HelpDeskFixture(phones: Self.phones, timeScale: 0.3, route: route).run { fixture in
            fixture.pbx.beginLiveCall(phone: "200")
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .busy)
            #expect(ended.state == .unavailable)
        }
    }
}
