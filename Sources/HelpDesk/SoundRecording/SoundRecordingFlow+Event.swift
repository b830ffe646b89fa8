extension SoundRecordingFlow {
    /// An event that the flow handles.
    enum Event: Sendable, Equatable {
        case started
        case promptReady(PromptKind, PromptAudio)
        case promptFailed(PromptKind)
        case answered
        /// The phone could not be rung.
        case refused(HangupReason)
        case ended(HangupReason)
        /// They transferred the call.
        case replaced(by: ChannelID)
        case pressed(Character)
        case playbackFinished(PlaybackID)
        case takeFinished(TakeID, succeeded: Bool)
        /// The take could not be recorded or fetched, or was removed.
        case takeLost(TakeID)
        /// The take is usable; this is its audio.
        case auditioned(TakeID, PromptAudio)
        /// The take cannot be kept, for this reason; `nil` if the bridge itself failed.
        case takeRefused(TakeID, SoundRefusal?)
        case kept
        case notKept(SoundRefusal?)
        case cancelled
        /// The bridge is stopping.
        case stopped
        /// The PBX's event stream is down.
        case disconnected
        case tick
    }

    /// An action that the flow orders.
    enum Action: Sendable, Equatable {
        case ring
        case prepare(PromptKind)
        case play(PromptAudio, PlaybackID)
        case stopPlaying(PlaybackID)
        case record(TakeID)
        /// Fetch the take from the PBX, and check it.
        case fetch(TakeID)
        case remove(TakeID)
        case keep(TakeID)
        case hangUp(ChannelID)
    }
}
