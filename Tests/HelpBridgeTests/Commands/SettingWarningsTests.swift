import Foundation
import HelpDesk
import Testing

@testable import HelpBridge

@Suite("What apply warns of")
struct SettingWarningsTests {
    private func warnings(
        _ callCenter: CallCenter, environment: [String: String] = [:], faults: [String: String] = [:]
    ) -> [String] {
        SettingWarnings(
            callCenter: callCenter, answerBudgetMilliseconds: 1500, environment: environment,
            faultOfMapping: { faults[$0] }
        ).lines
    }

    @Test("helpbridge apply warns of each variable that is not set and file that cannot be read, with what comes of it")
    func missing() {
        var route = Route(code: "*2", name: "R", detection: .department, voice: "en")
        route.prompts = [.requestSent: .recording("/nowhere/nope.wav"), .unavailable: .recording("closed")]
        let callCenter = CallCenter(
            sources: [
                LookupSource(
                    id: "main", mapping: "generic", baseURL: "https://crm.test",
                    credentials: ["token": SecretReference("env:NOPE_Y"), "user": SecretReference("7")],
                    caFile: "/nowhere/ca.pem")
            ],
            routes: [route],
            webhooks: [
                WebhookEndpoint(id: "w", mapping: "generic", route: "*2", secrets: [SecretReference("env:NOPE_W")])
            ],
            subscriptions: [
                WebhookSubscription(
                    id: "s", url: "https://a.test", secrets: [SecretReference("env:SET")], caFile: "/nowhere/s.pem")
            ])
        #expect(
            warnings(callCenter, environment: ["SET": "x", "NOPE_W": ""]) == [
                "source main: the environment variable NOPE_Y is not set here; without it the CRM is not asked",
                "source main: the file /nowhere/ca.pem cannot be read here; without it the CRM is not asked",
                "route *2: the file /nowhere/nope.wav cannot be read here; without it the voice's own text is spoken "
                    + "(requestSent)",
                "webhook w: the environment variable NOPE_W is not set here; without it the bridge takes no delivery",
                "subscription s: the file /nowhere/s.pem cannot be read here; without it nothing is sent",
            ])
    }

    @Test("helpbridge apply warns of a source that may take longer than a help request waits")
    func overBudget() {
        let sources = [1500, 1501].map {
            LookupSource(id: "s\($0)", mapping: "generic", baseURL: "https://crm.test", timeoutMilliseconds: $0)
        }
        #expect(
            warnings(CallCenter(sources: sources)) == [
                "source s1501: timeoutMilliseconds (1501) is longer than crm.answerBudgetMilliseconds (1500): "
                    + "no help request waits so long"
            ])
    }

    @Test("helpbridge apply warns of each source and webhook whose mapping cannot be used, with what is wrong with it")
    func mappings() {
        let callCenter = CallCenter(
            sources: ["good", "bad"].map { LookupSource(id: $0, mapping: $0, baseURL: "https://crm.test") },
            webhooks: [WebhookEndpoint(id: "w", mapping: "bad", route: "*2", secrets: [SecretReference("x")])])
        #expect(
            warnings(callCenter, faults: ["bad": "bad.yaml:2: is not YAML"]) == [
                "source bad: the CRM is not asked, since its mapping cannot be used: bad.yaml:2: is not YAML",
                "webhook w: the bridge takes no delivery, since its mapping cannot be used: bad.yaml:2: is not YAML",
            ])
    }

    @Test("helpbridge apply warns of a placeholder that has no value when its prompt is spoken")
    func placeholders() {
        var route = Route(code: "*2", name: "R", detection: .department, voice: "en")
        route.prompts = [
            .unavailable: .text("{manager} is away."), .managerIntro: .text("{manager}: {operatorName} {position}"),
            .requestOpen: .text("{operator} {customer}"), .waiting: .text("{position}"),
        ]
        let end = "; the voice's own text is spoken in its place"
        #expect(
            warnings(CallCenter(routes: [route])) == [
                "route *2: {manager} has no value in managerIntro\(end)",
                "route *2: {position} has no value in managerIntro\(end)",
                "route *2: {customer} has no value in requestOpen\(end)",
            ])
    }

    @Test("helpbridge apply prints no warning if nothing is missing")
    func complete() {
        var route = Route(code: "*2", name: "R", detection: .department, voice: "en")
        route.prompts = [.requestSent: .recording(#filePath)]
        #expect(warnings(CallCenter(routes: [route])).isEmpty)
    }
}
