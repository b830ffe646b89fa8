import Foundation
import HelpDesk

/// Flows of requests in all conditions, made through the state machine's own events.
enum SampleFlows {
    static let start = Date(timeIntervalSince1970: 1_790_000_000)

    /// A freshly accepted request.
    static func accepted(
        operator number: String = "101", department: String = "support", at date: Date = start
    ) -> CallFlow {
        CallFlow(
            request: HelpRequest(
                id: HelpRequestID(at: date), route: "*5003", operator: number, department: department,
                customer: "+989121234567", reason: "شکایت مشتری", urgency: .emergency, createdAt: date),
            caller: Operator(extension: number, name: "علی رضایی", department: department),
            route: Route(
                code: "*5003", name: "Support help", detection: .crm, sources: ["main"], voice: "fa",
                prompts: [.requestSent: .text("درخواست شما برای {manager} ارسال شد")]),
            departmentName: "پشتیبانی", expireAfterSeconds: 120)
    }

    /// A request whose operator's phone rings.
    static func ringing(operator number: String = "101", department: String = "support", at date: Date = start)
        -> CallFlow
    {
        var flow = accepted(operator: number, department: department, at: date)
        _ = flow.handle(.started, at: date)
        _ = flow.handle(.ringing(.ofOperator(flow.id)), at: date.addingTimeInterval(0.25))
        return flow
    }

    /// A request that was cancelled.
    static func ended(operator number: String = "101", department: String = "support", at date: Date = start)
        -> CallFlow
    {
        var flow = ringing(operator: number, department: department, at: date)
        _ = flow.handle(.cancel, at: date.addingTimeInterval(1))
        _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: date.addingTimeInterval(1.125))
        return flow
    }
}
