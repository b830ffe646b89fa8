/// What a test phone does when it is called.
public enum SIPPhoneBehaviour: Sendable, Equatable {
    /// Rings, then answers.
    case answer(afterMilliseconds: Int)
    /// Is woken up by a push first: says 100 Trying at once, rings after a while, and answers later.
    case wakeUp(ringAfterMilliseconds: Int, answerAfterMilliseconds: Int)
    /// Sends its calls elsewhere (302).
    case redirect(to: String)
    /// Rings until the caller gives up (or ``SIPPhone/answer()`` is called).
    case ring
    /// Refuses with a SIP status; rings before if it takes its time.
    case reject(status: Int, afterMilliseconds: Int = 0)
    /// Is registered but dead: receives requests and never replies to one.
    case silent

    /// 486 Busy Here.
    public static let busy = SIPPhoneBehaviour.reject(status: 486)
    /// 603 Decline.
    public static let decline = SIPPhoneBehaviour.reject(status: 603)

    /// What most desk phones do whose owner presses *Reject* while they ring: 486 Busy Here.
    public static func pressReject(afterMilliseconds milliseconds: Int) -> SIPPhoneBehaviour {
        .reject(status: 486, afterMilliseconds: milliseconds)
    }
}
