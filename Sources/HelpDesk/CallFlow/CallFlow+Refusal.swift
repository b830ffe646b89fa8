extension CallFlow {
    /// Why a request cannot be taken, joined or cancelled now.
    public enum Refusal: String, Sendable, Equatable, Codable {
        /// The end is decided.
        case over
        /// A willing helper has picked up.
        case alreadyAnswered
        case notConnected
        /// They are the operator, or the helper.
        case takesPart
    }

    /// Why an event will change nothing; `nil` if it will, and for events that are not a person's wish.
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
        // While closing, the prompt that the operator hears is cut short.
        case .reachingOperator, .findingHelper, .joining, .connected, .closing: nil
        }
    }

    private func refusalOfTaking(by number: String) -> Refusal? {
        if isClosing { return .over }
        if number == caller.extension { return .takesPart }
        switch stage {
        case .reachingOperator, .findingHelper:
            return hunt.attempts.willing == nil ? nil : .alreadyAnswered
        case .joining, .connected: return .alreadyAnswered
        case .closing, .ending, .ended: return .over
        }
    }

    private func refusalOfVisit(by number: String) -> Refusal? {
        if isClosing { return .over }
        guard case .connected(let index) = stage else { return .notConnected }
        return [caller.extension, hunt.attempts[index].extension].contains(number) ? .takesPart : nil
    }
}
