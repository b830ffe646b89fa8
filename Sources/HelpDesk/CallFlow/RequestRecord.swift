import Foundation

/// The public request.
///
/// The machines' state, such as the attempts, is copied into it after each event.
struct RequestRecord: Sendable, Equatable {
    private(set) var request: HelpRequest

    init(_ request: HelpRequest) {
        self.request = request
    }

    /// Enters a state, once.
    mutating func enter(_ state: RequestState, at now: Date) {
        request.enter(state, at: now)
    }

    mutating func end(_ state: RequestState, _ outcome: Outcome, at now: Date) {
        request.outcome = outcome
        request.enter(state, at: now)
    }

    mutating func lookedUp(_ reports: [LookupReport]) {
        request.lookup = reports
    }

    /// Copies the machines' state after an event.
    mutating func show(
        _ operatorCall: OperatorCall, _ coaching: Coaching, _ hunt: HelperHunt, _ visits: SupervisorVisits,
        after before: HelpRequest, at now: Date
    ) {
        request.mode = coaching.mode
        request.fallback = operatorCall.fallback
        request.manager = hunt.manager
        request.passedOver = hunt.order.passedOver
        request.attempts = hunt.attempts.map(\.report)
        request.supervisors = visits.all.map(\.report)
        // The timestamp must not reveal that somebody is listening secretly.
        guard request.withoutListeners != before.withoutListeners else { return }
        request.updatedAt = max(now, before.updatedAt, request.timeline.last?.at ?? now)
    }
}
