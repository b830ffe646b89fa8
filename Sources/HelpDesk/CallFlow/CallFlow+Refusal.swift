extension CallFlow {
    /// Why a request cannot be taken, joined or given up as it stands.
    enum Refusal: Sendable, Equatable {
        /// It is decided how it ends.
        case over
        /// A helper has picked up, and is willing.
        case alreadyAnswered
        case notConnected
        /// They are the operator, or the helper.
        case takesPart
    }

    /// Why an event will change nothing; `nil` when it will be followed, and for what nobody has asked for.
    func refusal(of event: Event) -> Refusal? {
        switch event {
        case .taken(let taker): refusalOfTaking(by: taker.extension)
        case .visited(let supervisor, _): refusalOfVisit(by: supervisor.extension)
        case .cancel: refusalOfCancelling
        default: nil
        }
    }

    private var refusalOfCancelling: Refusal? {
        switch stage {
        case .ending, .ended: .over
        // Only what the operator is still to hear can be cut short.
        case .reachingOperator, .findingHelper, .joining, .connected, .closing: nil
        }
    }

    private func refusalOfTaking(by number: String) -> Refusal? {
        if isClosing { return .over }
        if number == caller.extension { return .takesPart }
        switch stage {
        case .reachingOperator, .findingHelper:
            return hunt.willing == nil ? nil : .alreadyAnswered
        case .joining, .connected: return .alreadyAnswered
        case .closing, .ending, .ended: return .over
        }
    }

    private func refusalOfVisit(by number: String) -> Refusal? {
        if isClosing { return .over }
        guard case .connected(let position) = stage else { return .notConnected }
        return [caller.extension, hunt.attempts[position].extension].contains(number) ? .takesPart : nil
    }
}
