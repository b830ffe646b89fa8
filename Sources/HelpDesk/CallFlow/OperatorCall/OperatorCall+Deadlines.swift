import Foundation

/// Deadlines.
extension OperatorCall {
    /// The time limit for reaching the operator or the listener.
    func deadline(_ terms: RequestTerms) -> Date {
        if seeksLiveCall, !terms.isDialled { return terms.expiresAt }
        if isCoaching { return listenerDeadline ?? terms.expiresAt }
        if terms.isDialled { return leg.orderedAt.addingTimeInterval(CallFlow.Timing.answering) }
        if leg.state == .keptBack { return terms.expiresAt }
        return leg.orderedAt.addingTimeInterval(
            TimeInterval(terms.route.ringing.operatorSeconds) + CallFlow.Timing.ringing)
    }

    /// The deadline of a missing listener.
    var listenerDeadline: Date? {
        guard isCoaching, leg.isPending, leg.state != .keptBack else { return nil }
        return leg.orderedAt.addingTimeInterval(CallFlow.Timing.answering)
    }
}
