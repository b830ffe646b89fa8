public import HelpDesk

/// Two departments with an operator each, one route, two lookup sources and a webhook.
public struct FakeCallCenter: CallCenterSource {
    public let current = CallCenter(
        departments: [
            Department(id: "support", name: "Support", helpers: [.init(extension: "200", name: "Sara")]),
            Department(id: "sales", name: "Sales"),
        ],
        operators: [
            Operator(extension: "101", name: "Ali", department: "support"),
            Operator(extension: "103", name: "John", department: "sales"),
        ],
        sources: ["main", "broken"].map { LookupSource(id: $0, mapping: "generic", baseURL: "http://crm.test") },
        routes: [Route(code: "*5003", name: "Help", detection: .crm, sources: ["main"], voice: "en")],
        webhooks: [WebhookEndpoint(id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference("s")])])

    public init() {}
}
