extension SoundRecordingFlow {
    /// What can happen.
    enum Event: Sendable, Equatable {
        case started
        case promptReady(PromptKind, PromptAudio)
        case promptFailed(PromptKind)
        case answered
        /// The phone could not even be rung.
        case refused(HangupReason)
        case ended(HangupReason)
        /// They have transferred the call.
        case replaced(by: ChannelID)
        case pressed(Character)
        case playbackFinished(PlaybackID)
        case takeFinished(TakeID, succeeded: Bool)
        /// It could not be recorded or fetched, or was removed.
        case takeLost(TakeID)
        /// It can be kept, and sounds so.
        case auditioned(TakeID, PromptAudio)
        /// It cannot be kept, for that reason; `nil` when the bridge itself has failed.
        case takeRefused(TakeID, SoundRefusal?)
        case kept
        case notKept(SoundRefusal?)
        case cancelled
        /// The bridge stops.
        case stopped
        /// The PBX's events are lost.
        case disconnected
        case tick
    }

    /// What can be ordered.
    enum Action: Sendable, Equatable {
        case ring
        case prepare(PromptKind)
        case play(PromptAudio, PlaybackID)
        case stopPlaying(PlaybackID)
        case record(TakeID)
        /// Take it from the PBX, and look at it.
        case fetch(TakeID)
        case remove(TakeID)
        case keep(TakeID)
        case hangUp(ChannelID)
    }
}
