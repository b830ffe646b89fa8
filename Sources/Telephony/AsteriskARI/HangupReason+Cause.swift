import HelpDesk

extension HangupReason {
    /// Creates the reason from the Q.850 cause of a channel's end, as measured with Asterisk 16 and 22.
    ///
    /// - Parameters:
    ///   - cause: `ChannelDestroyed.cause`.
    ///   - answered: Whether the call was answered: then it was a conversation, whatever ended it.
    init(cause: Int, answered: Bool) {
        guard !answered else {
            self = .normal
            return
        }
        switch cause {
        case 16: self = .normal
        case 17: self = .busy
        // 23 is a phone whose call forwarding leads nowhere.
        case 21, 23: self = .declined
        // A timeout is 0 in 16 and 19 in 22; 18 is a phone that does not respond at all; 26 was answered elsewhere.
        case 0, 18, 19, 26: self = .noAnswer
        // No such number, no route to it, not registered, number changed, out of order, malformed number.
        case 1, 2, 3, 20, 22, 27, 28: self = .offline
        default: self = .failed
        }
    }
}

extension HangupCause {
    /// Returns the cause if it explains why a phone was not picked up; `nil` for a normal end, or if Asterisk knows no
    /// cause.
    func told(with reason: HangupReason) -> HangupCause? {
        reason == .normal || (q850 == 0 && sip == nil) ? nil : self
    }
}
