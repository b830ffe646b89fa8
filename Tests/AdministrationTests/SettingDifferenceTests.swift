import Administration
import HelpDesk
import Testing

@Suite("What a change has changed in a setting")
struct SettingDifferenceTests {
    private static func callCenter(_ change: (inout Route, inout LookupSource, inout Department) -> Void) -> CallCenter
    {
        var route = Route(code: "*5003", name: "Help", detection: .crm, sources: ["main"], voice: "fa")
        var source = LookupSource(
            id: "main", mapping: "generic", baseURL: "http://crm.test",
            credentials: ["token": SecretReference("what the CRM expects")])
        var department = Department(
            id: "support", name: "Support", helpers: [.init(extension: "200", name: "Sara"), .init(extension: "201")])
        change(&route, &source, &department)
        return CallCenter(departments: [department], sources: [source], routes: [route])
    }

    private static func differences(
        _ kind: SettingKind, _ id: String, _ change: (inout Route, inout LookupSource, inout Department) -> Void
    ) -> [SettingDifference] {
        SettingDifference.all(SettingItem(kind: kind, id: id), from: callCenter { _, _, _ in }, to: callCenter(change))
    }

    @Test("Each field that was changed is named by where it stands in the file, with what was there and what is now")
    func fields() {
        let differences = Self.differences(.route, "*5003") { route, _, _ in
            route.name = "Help desk"
            route.ringing.rounds = 7
            route.prompts[.unavailable] = .text("Nobody.")
        }
        #expect(differences.contains(.init(field: "name", before: "Help", after: "Help desk")))
        #expect(differences.contains { $0.field == "ringing.rounds" && $0.after == "7" })
        #expect(differences.contains(.init(field: "prompts.unavailable.text", before: nil, after: "Nobody.")))
        #expect(differences.count == 3)
    }

    @Test("A list that was changed is one field, whose items are separated by commas")
    func lists() {
        let differences = Self.differences(.department, "support") { _, _, department in department.helpers.swapAt(0, 1)
        }
        #expect(differences == [.init(field: "helpers", before: "200 Sara, 201", after: "201, 200 Sara")])
    }

    @Test("A secret that is replaced is a difference that gives neither of them away")
    func secrets() {
        let differences = Self.differences(.source, "main") { _, source, _ in
            source.credentials["token"] = SecretReference("another one")
        }
        #expect(differences == [.init(field: "credentials.token", before: "***", after: "***")])
    }

    @Test("What changes in the query of a subscription's address is a difference that gives neither of them away")
    func query() {
        func callCenter(_ url: String) -> CallCenter {
            CallCenter(subscriptions: [
                WebhookSubscription(id: "board", url: url, secrets: [SecretReference("of the board")])
            ])
        }
        func differences(_ before: String, _ after: String) -> [SettingDifference] {
            SettingDifference.all(
                SettingItem(kind: .subscription, id: "board"), from: callCenter(before), to: callCenter(after))
        }
        let url = "https://board.test/hooks"
        let shown = "\(url)?***"
        #expect(differences("\(url)?token=a", "\(url)?token=b") == [.init(field: "url", before: shown, after: shown)])
        #expect(differences(url, "\(url)?token=b") == [.init(field: "url", before: url, after: shown)])
    }

    @Test("A setting that is the same, new or gone has no differences")
    func none() {
        #expect(Self.differences(.route, "*5003") { _, _, _ in }.isEmpty)
        let item = SettingItem(kind: .route, id: "*5003")
        let all = Self.callCenter { _, _, _ in }
        #expect(SettingDifference.all(item, from: CallCenter(), to: all).isEmpty)
        #expect(SettingDifference.all(item, from: all, to: CallCenter()).isEmpty)
    }
}
