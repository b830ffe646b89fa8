import HelpDesk

/// Call centres that use every setting there is.
enum SampleCallCenters {
    static let support = Department(
        id: "support", name: "پشتیبانی", parent: "sales",
        helpers: [.init(extension: "201", name: "سارا کریمی"), .init(extension: "200")])
    static let sales = Department(id: "sales", name: "Sales")
    static let ali = Operator(
        extension: "101", name: "علی", department: "support", email: "ali@example.com", crmId: "17")
    static let main = LookupSource(
        id: "main", mapping: "generic", baseURL: "http://127.0.0.1:9090", timeoutMilliseconds: 800,
        credentials: ["token": SecretReference("env:CRM_TOKEN"), "user": SecretReference("7")], caFile: "/etc/crm.pem")
    static let help = Route(
        code: "*5003", name: "Support help", detection: .crm, sources: ["main"], voice: "fa",
        prompts: [.requestSent: .text("برای {manager}"), .unavailable: .recording("/sounds/unavailable.wav")],
        ringing: RingingPolicy(timeoutSeconds: 15, totalSeconds: 60, operatorSeconds: 25), ladder: [.crm, .department],
        secondPress: .cancel, options: RouteOptions(acceptKey: "1", overflow: .number("900"), whenOperatorBusy: .fail))
    static let hook = WebhookEndpoint(
        id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference("env:CRM_WEBHOOK_SECRET")])

    static let full = CallCenter(
        departments: [support, sales], operators: [ali], sources: [main], routes: [help], webhooks: [hook])
}
