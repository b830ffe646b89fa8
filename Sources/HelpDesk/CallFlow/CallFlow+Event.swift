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

        /// The PBX took the order to ring.
        case originated(ChannelID)
        /// The order to ring was certainly not sent, since the event stream is down.
        case deferred(ChannelID)
        /// The PBX refused to ring, or did not answer.
        case refused(ChannelID, HangupReason)
        case ringing(ChannelID)
        case answered(ChannelID)
        case ended(ChannelID, HangupReason)
        case playbackFinished(PlaybackID)
        case joined(ChannelID)
        case joinFailed
        /// The event stream is back: this is how the world stands.
        case reconciled(PBXSnapshot)

        /// A deadline may have passed.
        case tick
        /// Somebody gave up.
        case cancel
    }
}
