/// What the display of a ringing phone shows, and what else the INVITE told.
public struct SIPIncomingCall: Sendable {
    public let callID: String
    /// The caller's name, empty when there is none.
    public let displayName: String
    /// The caller's number.
    public let number: String
    /// When the INVITE came in; monotonic.
    public let at: ContinuousClock.Instant
    private let invite: SIPMessage

    init(_ invite: SIPMessage, callID: String, at: ContinuousClock.Instant) {
        self.invite = invite
        self.callID = callID
        self.displayName = invite.from?.displayName ?? ""
        self.number = invite.from?.user ?? ""
        self.at = at
    }

    /// A header of the INVITE, whatever its case or compact form.
    public func header(_ name: String) -> String? {
        invite[name]
    }
}
