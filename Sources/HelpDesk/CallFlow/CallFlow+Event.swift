extension CallFlow {
    /// What can happen to a request.
    public enum Event: Sendable, Equatable {
        /// The request is accepted: begin.
        case started
        /// The process has restarted: whatever was only in memory is lost.
        case resumed
        /// Who may be rung, in order.
        case resolved(Ladder)
        case promptReady(PromptKind, PromptAudio)
        case promptFailed(PromptKind)

        /// The PBX took the order to ring; `isPhone` says that it knows a phone there, idle and registered.
        case originated(ChannelID, isPhone: Bool)
        /// The order to ring was definitely not sent, since the event stream is down.
        case deferred(ChannelID)
        /// The order to ring was not given: it cannot be stored, or too many phones ring.
        case withheld(ChannelID)
        /// Transitions can be stored again.
        case storable
        /// One more phone may ring: this one.
        case admitted(ChannelID)
        /// The PBX refused to ring, or did not answer.
        case refused(ChannelID, HangupReason)
        /// The call on which the operator is talking; `nil` when they are not.
        case liveCall(LiveCall?)
        case ringing(ChannelID)
        case answered(ChannelID)
        case ended(ChannelID, HangupReason, HangupCause? = nil)
        case playbackFinished(PlaybackID)
        /// The order to play was definitely not sent, since the event stream is down.
        case notPlayed(PlaybackID, PromptAudio)
        /// A helper that the request waits for is off the phone.
        case helperFree(String)
        /// This request's place in the waiting line, from 1.
        case waitingPosition(Int)
        /// A key was pressed on a phone.
        case pressed(ChannelID, Character)
        /// Somebody was transferred, and goes on in another channel.
        case replaced(ChannelID, by: ChannelID)
        /// A phone forwards its call: another channel rings in its place, if that number may be dialled. The number is
        /// `nil` where somebody has picked up for them.
        case forwarded(ChannelID, by: ChannelID, to: String? = nil, isAllowed: Bool)
        case joined(ChannelID)
        /// These could not be joined.
        case joinFailed([ChannelID])
        /// A bridge that was to be destroyed is gone.
        case destroyed(BridgeID)
        /// The event stream is down: events are missed from now on.
        case disconnected
        /// The event stream is back; these are the PBX's channels and bridges.
        case reconciled(PBXSnapshot)

        /// A supervisor takes the request: they want to be rung next.
        case taken(by: Candidate)
        /// A supervisor wants to join the call of operator and helper.
        case visited(by: Candidate, CallMode)
        /// Everybody who is not online.
        case absent([String: Presence.State])

        /// A deadline may have passed.
        case tick
        /// Somebody cancels the request.
        case cancel
        /// The operator has pressed again, which on their route cancels the request.
        case withdrawn
    }
}
