import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("An operator who dials the request code", .timeLimit(.minutes(15)))
struct DialledRequestTests {
    private static let phones: [String: PhoneScript] = [
        "101": .answers(after: .seconds(1)), "102": .answers(after: .seconds(1)),
        "200": .answers(after: .seconds(1), talksFor: .seconds(2)),
    ]

    private static let secondPressCancels = {
        var route = HelpDeskFixture.patientRoute
        route.secondPress = .cancel
        return route
    }()

    /// Waits until the operator has a request.
    private func request(of number: String, _ fixture: HelpDeskFixture) async throws -> HelpRequest {
        try await fixture.store.waitForAny { $0.operator == number }
    }

    @Test(
        "An operator who dials is on the line already: their phone is not rung, and they talk to the manager on that call"
    )
    func dialled() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            fixture.pbx.dial("*5003", phone: "101")
            let request = try await request(of: "101", fixture)
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(
                ended.timeline.map(\.state) == [.accepted, .ringingOperator, .ringingManager, .connected, .completed])
            #expect(fixture.pbx.ringCounts == ["200": 1])
            #expect(fixture.pbx.snapshot == PBXSnapshot())
        }
    }

    @Test("A caller who dials a code without a route hears so and is hung up on")
    func unknownCode() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            fixture.pbx.dial("*5999", phone: "101")
            try await fixture.pbx.waitUntilQuiet()
            #expect(await fixture.prompts.kinds == [.unknownCode])
            #expect(fixture.pbx.playedPrompts == 1)
            #expect(try await fixture.store.requests(HelpRequestQuery()).isEmpty)
        }
    }

    @Test("Who dials a request code and is no operator hears that, and is hung up")
    func notOperator() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            fixture.pbx.dial("*5003", phone: "200")
            try await fixture.pbx.waitUntilQuiet()
            #expect(await fixture.prompts.kinds == [.notOperator])
            #expect(fixture.pbx.playedPrompts == 1)
            #expect(try await fixture.store.requests(HelpRequestQuery()).isEmpty)
        }
    }

    @Test("An operator who dials a second time hears that their request is under way, and has one still")
    func sameRequest() async throws {
        var phones = Self.phones
        phones["200"] = .noAnswer
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: HelpDeskFixture.patientRoute).run { fixture in
            fixture.pbx.dial("*5003", phone: "101")
            let request = try await request(of: "101", fixture)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .ringingManager }
            let second = fixture.pbx.dial("*5003", phone: "101")
            try await fixture.pbx.wait { $0.snapshot.channels[second] == nil }
            #expect(await fixture.prompts.kinds.last == .requestOpen)
            #expect(try await fixture.store.requests(HelpRequestQuery()).count == 1)
            #expect(try await fixture.service.submit(HelpDeskFixture.draft).id == request.id)
            #expect(try await fixture.store.request(request.id)?.state == .ringingManager)
            _ = try await fixture.service.cancel(request.id)
            _ = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
        }
    }

    @Test("A call that is found waiting is left alone where a request has it already, or no route has what was dialled")
    func found() async throws {
        var phones = Self.phones
        phones["200"] = .noAnswer
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: HelpDeskFixture.patientRoute).run { fixture in
            let channel = fixture.pbx.dial("*5003", phone: "101")
            let request = try await request(of: "101", fixture)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .ringingManager }
            fixture.pbx.find(channel, dialling: "*5003", phone: "101")
            fixture.pbx.find(ChannelID("17.99"), dialling: "*5999", phone: "102")
            // By the end of this one, what came before has been followed.
            let other = fixture.pbx.dial("*5003", phone: "200")
            try await fixture.pbx.wait { $0.snapshot.channels[other] == nil }
            let kinds = await fixture.prompts.kinds
            #expect(kinds.contains(.notOperator) && !kinds.contains(.requestOpen) && !kinds.contains(.unknownCode))
            #expect(try await fixture.store.request(request.id)?.state == .ringingManager)
            _ = try await fixture.service.cancel(request.id)
            _ = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
        }
    }

    @Test("A call that is found waiting is taken where no request has it")
    func foundAnew() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let channel = fixture.pbx.forward(to: "101")
            fixture.pbx.find(channel, dialling: "*5003", phone: "101")
            let request = try await request(of: "101", fixture)
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test("An operator who dials a second time gives their request up, and hears that, where the route says so")
    func cancelled() async throws {
        var phones = Self.phones
        phones["200"] = .noAnswer
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: Self.secondPressCancels).run { fixture in
            fixture.pbx.dial("*5003", phone: "101")
            let request = try await request(of: "101", fixture)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .ringingManager }
            fixture.pbx.dial("*5003", phone: "101")
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .cancelled)
            try await fixture.pbx.waitUntilQuiet()
            #expect(await fixture.prompts.kinds.last == .requestCancelled)
        }
    }

    @Test("An operator who dials a second time while they are helped has been helped")
    func cancelledWhileConnected() async throws {
        var phones = Self.phones
        phones["200"] = .answers(after: .zero)
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: Self.secondPressCancels).run { fixture in
            fixture.pbx.dial("*5003", phone: "101")
            let request = try await request(of: "101", fixture)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .connected }
            fixture.pbx.dial("*5003", phone: "101")
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.state == .completed)
            #expect(ended.outcome == .helped)
            #expect(ended.manager?.extension == "200")
        }
    }

    @Test("An operator who presses the button again hears, on the line of their request, that it is given up")
    func cancelledByButton() async throws {
        var phones = Self.phones
        phones["200"] = .noAnswer
        try await HelpDeskFixture(phones: phones, timeScale: 0.1, route: Self.secondPressCancels).run { fixture in
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .ringingManager }
            #expect(try await fixture.service.submit(HelpDeskFixture.draft).id == request.id)
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .cancelled)
            #expect(ended.state == .cancelled)
            #expect(await fixture.prompts.kinds == [.requestSent, .requestCancelled])
            #expect(fixture.pbx.snapshot == PBXSnapshot())
            let next = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(next.id != request.id)
        }
    }

    @Test("An operator who asks many times at once has one request")
    func atOnce() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let ids = try await withThrowingTaskGroup(of: HelpRequestID.self) { group in
                for _ in 0..<20 { group.addTask { try await fixture.service.submit(HelpDeskFixture.draft).id } }
                var ids: Set<HelpRequestID> = []
                for try await id in group { ids.insert(id) }
                return ids
            }
            #expect(ids.count == 1)
        }
    }

    @Test("An operator who dialled and was on the line when the bridge was restarted still is")
    func restart() async throws {
        let store = MemoryStore()
        var phones = Self.phones
        phones["200"] = .answers(after: .zero)
        let first = try HelpDeskFixture(phones: phones, store: store)
        try await first.run { fixture in
            fixture.pbx.dial("*5003", phone: "101")
            _ = try await store.waitForAny { $0.state == .connected }
        }
        #expect(first.pbx.snapshot.channels.count == 2)
        let open = try await store.openFlows()
        var flow = try #require(open.first)
        #expect(flow.foreignChannels == [ChannelID("sim-1")])
        #expect(flow.handle(.resumed, at: Date()).isEmpty)
        #expect(flow.handle(.reconciled(first.pbx.snapshot), at: Date()).isEmpty)
        #expect(flow.request.state == .connected)
    }
}
