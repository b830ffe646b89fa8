import Administration
import Testing

@Suite struct ReadinessTests {
    @Test(
        "A part of the bridge has one name, which load balancers and alert rules go by",
        arguments: [
            (Readiness.Part.database, "database"), (.clock, "clock"), (.prompts, "prompts"), (.pbx, "pbx"),
            (.onePBX("shiraz"), "pbx:shiraz"), (.source("a:b"), "source:a:b"), (.webhook("hook"), "webhook:hook"),
            (.subscription("crm"), "subscription:crm"),
        ])
    func names(part: Readiness.Part, name: String) {
        #expect(part.name == name)
    }

    @Test(
        "Only without the database or every PBX is the bridge of no use",
        arguments: [
            Readiness.Part.clock, .prompts, .onePBX("shiraz"), .source("main"), .webhook("hook"), .subscription("crm"),
        ])
    func required(part: Readiness.Part) {
        #expect(Readiness(components: [.init(.database, isUp: true), .init(part, isUp: false)]).isReady)
        for required in [Readiness.Part.database, .pbx] {
            #expect(!Readiness(components: [.init(required, isUp: false), .init(part, isUp: true)]).isReady)
        }
    }
}
