import NIOCore

/// One dialog of a test phone. Only its phone touches it.
final class SIPCall {
    enum State: Equatable {
        /// An INVITE was received or sent.
        case inviting
        case ringing
        /// 200 sent, ACK awaited.
        case accepted
        case established
        case ended
    }

    let callID: String
    let isIncoming: Bool
    let invite: SIPMessage
    /// Where an incoming INVITE came from: its responses go there.
    let peer: SocketAddress

    var state = State.inviting
    /// The From or To value with this phone's tag.
    var local: String
    /// The other one.
    var remote: String
    /// The Request-URI of requests in this dialog.
    var target: String
    var localSequence: Int
    var remoteSequence = 0
    /// Of the session description.
    var sessionVersion = 0

    /// The last response to the INVITE or re-INVITE at hand, repeated when that is retransmitted.
    var lastResponse: SIPMessage?
    /// The last INVITE or re-INVITE of ours.
    var outgoingInvite: SIPMessage?
    /// What the behaviour will do: answer or reject.
    var pending: Scheduled<Void>?
    var isHungUp = false
    var hasSaidGoodbye = false
    var isOnHold = false

    var media: RTPSession?
    var mediaChannel: (any Channel)?
    var mediaPeer: SocketAddress?
    var remoteDescription: SessionDescription?

    init(
        callID: String, isIncoming: Bool, invite: SIPMessage, peer: SocketAddress, local: String, remote: String,
        target: String, sequence: Int
    ) {
        self.callID = callID
        self.isIncoming = isIncoming
        self.invite = invite
        self.peer = peer
        self.local = local
        self.remote = remote
        self.target = target
        self.localSequence = isIncoming ? 0 : sequence
        self.remoteSequence = isIncoming ? sequence : 0
    }

    var isOver: Bool { state == .ended }
    /// Whether it takes up the phone's line.
    var isActive: Bool { state == .accepted || state == .established }
}
