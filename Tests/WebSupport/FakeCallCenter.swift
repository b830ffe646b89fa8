public import HelpDesk

/// Two departments with an operator each, and one route.
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
        routes: [Route(code: "*5003", name: "Help", detection: .department, voice: "en")])

    public init() {}
}
