/// Which recordings by phone are under way in this process, and how the last ones ended.
final class SoundRecordingRegister: Sendable {
    typealias Continuation = AsyncStream<SoundRecordingFlow.Event>.Continuation

    private struct State {
        var continuations: [HelpRequestID: Continuation] = [:]
        /// The last one of each sound, under way or not.
        var latest: [String: (id: HelpRequestID, recording: SoundRecording)] = [:]
        var isClosed = false

        /// Of how many sounds the last recording is remembered.
        private static let remembered = 1_000

        mutating func forgetOldest() {
            guard latest.count > Self.remembered else { return }
            let ended = latest.filter { continuations[$0.value.id] == nil }
            let oldest = ended.min { $0.value.recording.updatedAt < $1.value.recording.updatedAt }
            if let oldest { latest[oldest.key] = nil }
        }
    }

    private let state = Locked(State())

    /// Lets a recording begin.
    ///
    /// - Throws: `SoundRecordingError` when the sound or the phone is in one already, or when the bridge stops.
    func open(
        _ id: HelpRequestID, _ recording: SoundRecording, continuation: Continuation
    ) throws(SoundRecordingError) {
        let refusal: SoundRecordingError? = state.withLock { state in
            guard !state.isClosed else { return .notRunning }
            // Whoever has seen the end of one may begin the next, also while what is left of it is cleared up.
            let open = state.latest.values.map(\.recording).filter { !$0.state.isEnd }
            if open.contains(where: { $0.sound == recording.sound }) { return .soundBusy(recording.sound) }
            if open.contains(where: { $0.extension == recording.extension }) {
                return .extensionBusy(recording.extension)
            }
            state.continuations[id] = continuation
            state.latest[recording.sound] = (id, recording)
            state.forgetOldest()
            return nil
        }
        if let refusal { throw refusal }
    }

    func update(_ id: HelpRequestID, _ recording: SoundRecording) {
        state.withLock { state in
            if state.latest[recording.sound]?.id == id { state.latest[recording.sound]?.recording = recording }
        }
    }

    func recording(of sound: String) -> SoundRecording? {
        state.withLock { $0.latest[sound]?.recording }
    }

    /// Gives an event to the recording of a sound, if one is under way.
    func post(_ event: SoundRecordingFlow.Event, toRecordingOf sound: String) {
        state.withLock { state in state.latest[sound].flatMap { state.continuations[$0.id] } }?.yield(event)
    }

    /// Gives an event to one recording; `false` when it is not under way here.
    @discardableResult
    func post(_ event: SoundRecordingFlow.Event, to id: HelpRequestID) -> Bool {
        guard let continuation = state.withLock({ $0.continuations[id] }) else { return false }
        continuation.yield(event)
        return true
    }

    func postToAll(_ event: SoundRecordingFlow.Event) {
        for continuation in state.withLock({ Array($0.continuations.values) }) { continuation.yield(event) }
    }

    func isOpen(_ id: HelpRequestID) -> Bool {
        state.withLock { $0.continuations[id] != nil }
    }

    func close(_ id: HelpRequestID) {
        state.withLock { $0.continuations.removeValue(forKey: id) }?.finish()
    }

    /// Lets every recording handle what it has already got, and takes nothing more.
    func closeAll() {
        let continuations = state.withLock { state in
            state.isClosed = true
            return Array(state.continuations.values)
        }
        for continuation in continuations {
            continuation.yield(.stopped)
            continuation.finish()
        }
    }
}
