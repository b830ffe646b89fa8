/// Something that happened at a test phone.
public struct SIPPhoneEvent: Sendable {
    public enum Kind: Sendable {
        /// An INVITE came in (retransmissions are not repeated here).
        case invited(SIPIncomingCall)
        /// This phone rings, or the one that it has dialled does.
        case ringing
        /// The call stands: the 200 is acknowledged.
        case answered
        /// The caller gave up before the answer.
        case cancelled
        /// This phone, or the one that it has dialled, refused the call.
        case rejected(status: Int)
        /// A call that stood is over.
        case ended(byPeer: Bool)
        /// The PBX changed the session (a re-INVITE); `isHeld` is true when it asked this phone to be quiet.
        case changed(isHeld: Bool)
        /// The PBX told how a transfer goes on.
        case transferred(status: Int)
    }

    public let kind: Kind
    public let callID: String
    /// Monotonic.
    public let at: ContinuousClock.Instant

    /// For messages of failed tests.
    var summary: String {
        switch kind {
        case .invited(let call): "invited by \(call.number)"
        case .ringing: "ringing"
        case .answered: "answered"
        case .cancelled: "cancelled"
        case .rejected(let status): "rejected with \(status)"
        case .ended(let byPeer): byPeer ? "ended by the peer" : "ended by the phone"
        case .changed(let isHeld): isHeld ? "put on hold by the peer" : "session changed"
        case .transferred(let status): "transfer reported \(status)"
        }
    }
}
