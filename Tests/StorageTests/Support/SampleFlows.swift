import ConcurrencyPrimitives
import Foundation
import HelpDesk

/// Flows of requests in all conditions, made through the state machine's own events.
enum SampleFlows {
    static let start = Date(timeIntervalSince1970: 1_790_000_000)

    private static let lastOperator = Locked(1000)

    /// The extension of an operator who has no request yet: each has one open request at a time.
    static func somebody() -> String {
        lastOperator.withLock { last in
            last += 1
            return "\(last)"
        }
    }

    /// A freshly accepted request.
    static func accepted(
        operator number: String = somebody(), department: String = "support", at date: Date = start
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

    /// A request that a helper has answered; they and the operator have hung up again.
    ///
    /// - Parameter seconds: from the acceptance to the moment in which the PBX had joined the two.
    static func helped(
        by helper: String, after seconds: TimeInterval, operator number: String = "101",
        department: String = "support", at date: Date = start
    ) -> CallFlow {
        var flow = ringing(operator: number, department: department, at: date)
        let joined = date.addingTimeInterval(seconds)
        let helperChannel = ChannelID.ofHelper(flow.id, ordinal: 1)
        _ = flow.handle(.resolved(ladder(to: helper)), at: date)
        _ = flow.handle(.answered(.ofOperator(flow.id)), at: date.addingTimeInterval(1))
        _ = flow.handle(.promptFailed(.requestSent), at: date.addingTimeInterval(1))
        _ = flow.handle(.answered(helperChannel), at: date.addingTimeInterval(seconds - 0.5))
        _ = flow.handle(.joined(.ofOperator(flow.id)), at: joined)
        _ = flow.handle(.joined(helperChannel), at: joined)
        _ = flow.handle(.ended(helperChannel, .normal), at: joined.addingTimeInterval(60))
        _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: joined.addingTimeInterval(61))
        _ = flow.handle(.destroyed(.of(flow.id)), at: joined.addingTimeInterval(61))
        return flow
    }

    /// A request to whose call a supervisor came; all have hung up again.
    ///
    /// - Parameters:
    ///   - from: when they were there, in seconds from the acceptance, at least 3.
    ///   - to: when they left.
    static func visited(
        by supervisor: String, mode: CallMode, from: TimeInterval, to: TimeInterval, operator number: String = "101",
        department: String = "support", at date: Date = start
    ) -> CallFlow {
        var flow = ringing(operator: number, department: department, at: date)
        let helper = ChannelID.ofHelper(flow.id, ordinal: 1)
        let (phone, listener) = (ChannelID.ofSupervisor(flow.id, ordinal: 1), ChannelID.ofSnoop(flow.id, ordinal: 1))
        let events: [(TimeInterval, CallFlow.Event)] = [
            (0, .resolved(ladder(to: "201"))), (1, .answered(.ofOperator(flow.id))), (1, .promptFailed(.requestSent)),
            (2, .answered(helper)), (2, .joined(.ofOperator(flow.id))), (2, .joined(helper)),
            (3, .visited(by: Candidate(extension: supervisor, name: "Nasrin", source: .other("supervisor")), mode)),
            (from, .answered(phone)), (from, .answered(listener)), (from, .joined(listener)), (from, .joined(phone)),
            (to, .ended(phone, .normal)), (to, .ended(listener, .normal)),
            (to, .destroyed(.ofSupervisor(flow.id, ordinal: 1))), (to + 10, .ended(helper, .normal)),
            (to + 10, .ended(.ofOperator(flow.id), .normal)), (to + 10, .destroyed(.of(flow.id))),
        ]
        for (seconds, event) in events { _ = flow.handle(event, at: date.addingTimeInterval(seconds)) }
        return flow
    }

    /// A request whose only helper did not answer.
    static func unanswered(by helper: String, at date: Date = start) -> CallFlow {
        var flow = ringing(at: date)
        let helperChannel = ChannelID.ofHelper(flow.id, ordinal: 1)
        _ = flow.handle(.resolved(ladder(to: helper)), at: date)
        _ = flow.handle(.answered(.ofOperator(flow.id)), at: date.addingTimeInterval(1))
        _ = flow.handle(.promptFailed(.requestSent), at: date.addingTimeInterval(1))
        _ = flow.handle(.ended(helperChannel, .noAnswer), at: date.addingTimeInterval(20))
        _ = flow.handle(.promptFailed(.unavailable), at: date.addingTimeInterval(20))
        _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: date.addingTimeInterval(21))
        return flow
    }

    private static func ladder(to helper: String) -> Ladder {
        let named = Candidate(extension: helper, name: "سارا کریمی", source: .crm("main"))
        guard let policy = try? DialPolicy(pattern: "^[0-9]{2,6}$") else { preconditionFailure("a bad pattern") }
        return Ladder(
            answer: LookupAnswer(candidates: [named]), operatorExtension: "101", department: "support",
            rungs: [.crm], callCenter: CallCenter(), policy: policy)
    }
}
