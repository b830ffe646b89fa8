import Foundation
import TestSupport

@testable import HelpDesk

/// A sample operator, route and flow.
enum FlowFixture {
    static let start = Date(timeIntervalSince1970: 1_795_000_000)

    static let caller = Operator(extension: "101", name: "Ali", department: "support")

    static let route = Route(
        code: "*5003", name: "Support help", detection: .crm, sources: ["main"], voice: "fa",
        mode: .consult, ringing: RingingPolicy(timeoutSeconds: 20, totalSeconds: 90, operatorSeconds: 30))

    static let audio = PromptAudio(digest: String(repeating: "a", count: 64), seconds: 3)

    static func flow(
        route: Route = route, urgency: Urgency = .normal, arrivedOn: ChannelID? = nil, expireAfterSeconds: Int = 120
    ) -> CallFlow {
        let request = HelpRequest(
            id: HelpRequestID(at: start), route: route.code, operator: caller.extension,
            department: caller.department, mode: route.mode, urgency: urgency, createdAt: start)
        return CallFlow(
            request: request, caller: caller, route: route, departmentName: "Support",
            expireAfterSeconds: expireAfterSeconds, arrivedOn: arrivedOn)
    }

    /// A route with any of the things that change its flow.
    static func anyRoute(using generator: inout SeededGenerator) -> Route {
        var route = route
        route.ringing.strategy = RingingPolicy.Strategy.allCases.randomElement(using: &generator) ?? .sequential
        route.ringing.rounds = Int.random(in: 1...3, using: &generator)
        if generator.chance(30) { route.options.acceptKey = "1" }
        if generator.chance(20) { route.prompts[.managerIntro] = .text("Help") }
        if generator.chance(40) { route.mode = CallMode.allCases.randomElement(using: &generator) ?? .consult }
        if generator.chance(30) { route.options.whenOperatorBusy = .fail }
        if generator.chance(30) { route.options.waitSeconds = 20 }
        if generator.chance(30) { route.options.overflow = .number("900") }
        return route
    }

    static func ladder(_ extensions: [String]) -> Ladder {
        var departments = [Department(id: "support", name: "Support")]
        departments[0].helpers = extensions.map { Department.Helper(extension: $0, name: "Helper \($0)") }
        let callCenter = CallCenter(departments: departments)
        // The pattern is a constant that compiles.
        let policy = try? DialPolicy(pattern: "^[0-9]{2,6}$")
        guard let policy else { preconditionFailure("the sample pattern does not compile") }
        return Ladder(
            answer: LookupAnswer(), operatorExtension: "101", department: "support", rungs: [.department],
            callCenter: callCenter, policy: policy)
    }
}
