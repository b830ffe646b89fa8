import HelpDesk

extension HangupReason {
    /// Reads the Q.850 cause with which a channel ended, as Asterisk 16 and 22 were measured to report it.
    ///
    /// - Parameters:
    ///   - cause: `ChannelDestroyed.cause`.
    ///   - answered: Whether the call had been answered: then it was a conversation, whatever ended it.
    init(cause: Int, answered: Bool) {
        guard !answered else {
            self = .normal
            return
        }
        switch cause {
        case 16: self = .normal
        case 17: self = .busy
        // 23 is a phone that sends its calls elsewhere, where they cannot go.
        case 21, 23: self = .declined
        // A timeout is 0 in 16 and 19 in 22; 18 is a phone that says nothing at all; 26 was answered elsewhere.
        case 0, 18, 19, 26: self = .noAnswer
        // No such number, no route to it, not registered, number changed, out of order, malformed number.
        case 1, 2, 3, 20, 22, 27, 28: self = .offline
        default: self = .failed
        }
    }
}

extension HangupCause {
    /// What of it says why a phone was not picked up: nothing of a call that was hung up, or where Asterisk knows no cause.
    func told(with reason: HangupReason) -> HangupCause? {
        reason == .normal || (q850 == 0 && sip == nil) ? nil : self
    }
}
