extension CallFlow {
    /// An event of a request.
    public enum Event: Sendable, Equatable {
        /// The request was accepted and begins.
        case started
        /// The process has restarted, and everything that was only in memory is lost.
        case resumed
        /// The lookup's result: the candidates, in order.
        case resolved(Ladder)
        case promptReady(PromptKind, PromptAudio)
        case promptFailed(PromptKind)

        /// The PBX accepted the order to ring; `isPhone` is whether it knows an idle, registered phone there.
        case originated(ChannelID, isPhone: Bool)
        /// The order to ring was definitely not sent, since the event stream is down.
        case deferred(ChannelID)
        /// The order to ring was not given, since it cannot be stored or too many phones ring.
        case withheld(ChannelID)
        /// Transitions can be stored again.
        case storable
        /// One more phone may ring: the phone of this leg.
        case admitted(ChannelID)
        /// The PBX refused to ring, or did not answer.
        case refused(ChannelID, HangupReason)
        /// The operator's live call; `nil` if they are not on a call.
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
        /// A person was transferred and continues on another channel.
        case replaced(ChannelID, by: ChannelID)
        /// A phone forwards its call: another channel rings in its place, if that number may be dialled. The number is
        /// `nil` if a colleague picked up for them.
        case forwarded(ChannelID, by: ChannelID, to: String? = nil, isAllowed: Bool)
        case joined(ChannelID)
        /// These channels could not be joined.
        case joinFailed([ChannelID])
        /// A bridge that we destroyed is gone.
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
        /// The request is cancelled.
        case cancel
        /// The operator pressed again, which on their route cancels the request.
        case withdrawn
    }
}
