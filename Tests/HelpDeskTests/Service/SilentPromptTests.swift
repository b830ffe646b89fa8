import Telephony
import Testing

@testable import HelpDesk

@Suite("A prompt that is silent")
struct SilentPromptTests {
    @Test("A call whose prompts are all silent is helped, and nothing is made or played")
    func helped() async throws {
        var route = HelpDeskFixture.route
        for kind in PromptKind.allCases { route.prompts[kind] = .silent }
        let phones: [String: PhoneScript] = [
            "101": .answers(after: .zero), "200": .answers(after: .zero, talksFor: .seconds(2)),
        ]
        try await HelpDeskFixture(phones: phones, route: route).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            try await Self.expectSilence(fixture)
        }
    }

    @Test("An operator for whom nobody is there hears no apology where that is silent, and their call ends")
    func unavailable() async throws {
        var route = HelpDeskFixture.route
        route.prompts[.requestSent] = .silent
        route.prompts[.unavailable] = .silent
        let phones: [String: PhoneScript] = [
            "101": .answers(after: .zero), "200": .declines(after: .zero), "201": .declines(after: .zero),
        ]
        try await HelpDeskFixture(phones: phones, route: route).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            let ended = try await fixture.store.wait(for: accepted.id) { $0.state.isEnd }
            #expect(ended.state == .unavailable)
            try await fixture.pbx.waitUntilQuiet()
            try await Self.expectSilence(fixture)
        }
    }

    private static func expectSilence(_ fixture: HelpDeskFixture) async throws {
        #expect(await fixture.prompts.kinds.isEmpty)
        let played = fixture.pbx.orders.filter { if case .play = $0.order { true } else { false } }
        #expect(played.isEmpty)
    }
}
