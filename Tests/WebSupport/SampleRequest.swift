import Foundation

@testable public import HelpDesk

/// Requests of the operator 101 that have gone their way.
public enum SampleRequest {
    /// One that is over.
    ///
    /// - Parameter cause: what the network has said of the phone that was rung last.
    public static func ended(
        _ state: RequestState, _ outcome: Outcome, rang numbers: [String], cause: HangupCause? = nil,
        lookup: [LookupReport] = []
    ) -> HelpRequest {
        var request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support", createdAt: Date())
        request.enter(.ringingOperator, at: Date())
        request.enter(.ringingManager, at: Date())
        request.lookup = lookup
        request.attempts = numbers.map { RingAttempt(extension: $0, result: .noAnswer, milliseconds: 20_000) }
        if let last = request.attempts.indices.last { request.attempts[last].cause = cause }
        if outcome == .helped { request.enter(.connected, at: Date()) }
        request.enter(state, at: Date())
        request.outcome = outcome
        return request
    }

    /// One that rings a helper.
    ///
    /// - Parameter attempts: every phone that was rung or rings, where that is not the helper's alone.
    public static func ringing(
        _ number: String, operator caller: String = "101", department: String = "support", urgency: Urgency = .normal,
        attempts: [RingAttempt]? = nil, customer: String? = nil, reason: String? = nil
    ) -> HelpRequest {
        var request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: caller, department: department, customer: customer,
            reason: reason, urgency: urgency, createdAt: Date())
        request.enter(.ringingOperator, at: Date())
        request.enter(.ringingManager, at: Date())
        request.manager = Candidate(extension: number, name: nil, source: .department(department))
        request.attempts = attempts ?? [RingAttempt(extension: number)]
        return request
    }

    /// One whose operator talks to a helper.
    public static func connected(_ number: String) -> HelpRequest {
        var request = ringing(number)
        request.attempts = [RingAttempt(extension: number, result: .answered, milliseconds: 4_000)]
        request.enter(.connected, at: Date())
        return request
    }
}
