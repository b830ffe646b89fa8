extension CallFlow {
    /// What can happen to a request.
    public enum Event: Sendable, Equatable {
        /// The request is accepted: begin.
        case started
        /// The process has restarted: what was being worked on in memory is lost.
        case resumed
        /// Who may be rung, in order.
        case resolved(Ladder)
        case promptReady(PromptKind, PromptAudio)
        case promptFailed(PromptKind)

        /// The PBX took the order to ring; `isPhone` says that it knows a phone there, idle and registered.
        case originated(ChannelID, isPhone: Bool)
        /// The order to ring was certainly not sent, since the event stream is down.
        case deferred(ChannelID)
        /// The order to ring was not given: the disk does not take it, or too many phones ring.
        case withheld(ChannelID)
        /// The disk takes again what is decided.
        case storable
        /// There is room for one more phone that rings: this one.
        case admitted(ChannelID)
        /// The PBX refused to ring, or did not answer.
        case refused(ChannelID, HangupReason)
        /// The call on which the operator is talking; `nil` when they are not.
        case liveCall(LiveCall?)
        case ringing(ChannelID)
        case answered(ChannelID)
        case ended(ChannelID, HangupReason, HangupCause? = nil)
        case playbackFinished(PlaybackID)
        /// A helper for whom the request waits is not on the phone any more.
        case helperFree(String)
        /// How many requests are served before, and with, this one.
        case waitingPosition(Int)
        /// A key was pressed on a phone.
        case pressed(ChannelID, Character)
        /// Somebody was transferred, and goes on in another channel.
        case replaced(ChannelID, by: ChannelID)
        /// A phone sends its call elsewhere: another channel rings in its place, where that number may be dialled.
        case forwarded(ChannelID, by: ChannelID, isAllowed: Bool)
        case joined(ChannelID)
        case joinFailed
        /// A bridge that was to be destroyed is gone.
        case destroyed(BridgeID)
        /// The event stream is down: what happens now is not told.
        case disconnected
        /// The event stream is back: this is how the world stands.
        case reconciled(PBXSnapshot)

        /// A supervisor wants to be the next one who is rung.
        case taken(by: Candidate)
        /// A supervisor wants to come to the call of operator and helper.
        case visited(by: Candidate, CallMode)
        /// Who is not online, all of them.
        case absent([String: Presence.State])

        /// A deadline may have passed.
        case tick
        /// Somebody gave up.
        case cancel
        /// The operator has pressed again, and their route takes that for giving up.
        case withdrawn
    }
}
