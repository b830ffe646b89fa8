import Testing

@testable import HelpDesk

@Suite("Which prompt a flow needs")
struct PromptOrderTests {
    private func intro(_ urgency: Urgency, _ prompts: [PromptKind: PromptSource]) -> PromptOrder {
        var route = FlowFixture.route
        route.prompts = prompts
        return PromptOrder(.managerIntro, PromptValues(), for: FlowFixture.flow(route: route, urgency: urgency))
    }

    @Test("An emergency is introduced with the route's words for it, else with its other words, else with the voice's")
    func emergency() {
        let both = intro(.emergency, [.managerIntro: .text("Help"), .emergencyIntro: .text("Hurry")])
        #expect(both.spoken == .emergencyIntro && both.source == .text("Hurry") && both.kind == .managerIntro)
        let urgent = intro(.emergency, [.emergencyIntro: .text("Hurry")])
        #expect(urgent.spoken == .emergencyIntro && urgent.source == .text("Hurry"))
        let other = intro(.emergency, [.managerIntro: .text("Help")])
        #expect(other.spoken == .managerIntro && other.source == .text("Help"))
        let none = intro(.emergency, [:])
        #expect(none.spoken == .emergencyIntro && none.source == nil)
    }

    @Test("A request that is no emergency is not introduced as one, and a silent introduction is none")
    func others() {
        let normal = intro(.normal, [.emergencyIntro: .text("Hurry")])
        #expect(normal.spoken == .managerIntro && normal.source == nil)
        #expect(intro(.emergency, [.emergencyIntro: .silent, .managerIntro: .text("Help")]).spoken == nil)
        #expect(intro(.emergency, [.managerIntro: .silent]).spoken == nil)
        #expect(intro(.normal, [.managerIntro: .silent]).spoken == nil)
    }
}
