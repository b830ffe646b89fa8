import ConcurrencyPrimitives

/// The recordings by phone in progress in this process, and the results of the last ones.
final class SoundRecordingRegistry: Sendable {
    private struct State {
        /// The last recording of each sound, in progress or not.
        var latest: [String: (id: CallID, recording: SoundRecording)] = [:]
        var isClosed = false

        /// The number of sounds whose last recording is remembered.
        private static let remembered = 1_000

        mutating func forgetOldest(except isOpen: (CallID) -> Bool) {
            guard latest.count > Self.remembered else { return }
            let ended = latest.filter { !isOpen($0.value.id) }
            let oldest = ended.min { $0.value.recording.updatedAt < $1.value.recording.updatedAt }
            if let oldest { latest[oldest.key] = nil }
        }
    }

    private let state = Locked(State())
    private let router: EventRouter

    init(router: EventRouter) {
        self.router = router
    }

    /// Registers a new recording.
    ///
    /// - Throws: `HelpDeskError` if the sound or the phone is already in use by a recording, or if the bridge is
    ///   stopping.
    func open(
        _ id: CallID, _ recording: SoundRecording, _ session: SoundRecordingSession
    ) throws(HelpDeskError) {
        let refusal: HelpDeskError? = state.withLock { state in
            guard !state.isClosed else { return .notRunning }
            // Once a recording has ended, the next may begin, even while the first is still being cleaned up.
            let open = state.latest.values.map(\.recording).filter { !$0.state.isEnd }
            if open.contains(where: { $0.sound == recording.sound }) { return .soundBusy(recording.sound) }
            if open.contains(where: { $0.extension == recording.extension }) {
                return .extensionBusy(recording.extension)
            }
            guard router.open(id, session) else { return .notRunning }
            state.latest[recording.sound] = (id, recording)
            state.forgetOldest(except: router.contains)
            return nil
        }
        if let refusal { throw refusal }
    }

    func update(_ id: CallID, _ recording: SoundRecording) {
        state.withLock { state in
            if state.latest[recording.sound]?.id == id { state.latest[recording.sound]?.recording = recording }
        }
    }

    func recording(of sound: String) -> SoundRecording? {
        state.withLock { $0.latest[sound]?.recording }
    }

    /// Returns the session that records a sound, if a recording is in progress.
    func session(recording sound: String) -> SoundRecordingSession? {
        state.withLock { $0.latest[sound]?.id }.flatMap(router.receiver) as? SoundRecordingSession
    }

    /// Starts no further recordings, and lets running ones handle their queued events.
    func close() {
        state.withLock { $0.isClosed = true }
        router.withReceivers { for receiver in $0 { (receiver as? SoundRecordingSession)?.close() } }
    }
}
