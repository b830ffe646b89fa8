import Foundation

@testable import HelpDesk

/// A sample operator, route and flow.
enum FlowFixture {
    static let start = Date(timeIntervalSince1970: 1_795_000_000)

    static let caller = Operator(extension: "101", name: "Ali", department: "support")

    static let route = Route(
        code: "*5003", name: "Support help", detection: .crm, sources: ["main"], voice: "fa",
        ringing: RingingPolicy(timeoutSeconds: 20, totalSeconds: 90, operatorSeconds: 30))

    static let audio = PromptAudio(digest: String(repeating: "a", count: 64), seconds: 3)

    static func flow(expireAfterSeconds: Int = 120) -> CallFlow {
        let request = HelpRequest(
            id: HelpRequestID(at: start), route: route.code, operator: caller.extension,
            department: caller.department, createdAt: start)
        return CallFlow(
            request: request, caller: caller, route: route, departmentName: "Support",
            expireAfterSeconds: expireAfterSeconds)
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
