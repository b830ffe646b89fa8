/// Recordings on phones whose PBX is another bridge's: that one makes them.
extension SoundRecordingService {
    /// Rings a phone, at whichever bridge.
    ///
    /// - Returns: the recording as it begins.
    /// - Throws: `HelpDeskError`; then nobody is rung. `notRunning` also where the bridge that has the PBX has not answered in
    ///   time: it may ring all the same.
    public func record(_ order: SoundRecordingOrder) async throws(HelpDeskError) -> SoundRecording {
        let (number, _) = try phone(for: order)
        let recording: SoundRecording
        if let forwarding = ports.forwarding, ports.ownership.tenure(of: number.pbx) == nil {
            // What is refused in any case need not travel.
            _ = try ports.library.voice(for: order)
            let answer = try await accessingStore { try await forwarding.forward(.record(order), on: number.pbx) }
            switch answer {
            case .recording(let begun?)?: recording = begun
            case .refused(let refusal)?: throw refusal.error(for: order)
            case .recording(nil)?, .states?, .extensions?, nil: throw .notRunning
            }
        } else {
            recording = try begin(order)
        }
        await ports.audit.note("recorded", "sound", order.sound)
        return recording
    }

    /// The recording of a sound that is under way, at whichever bridge, or the last one since theirs have started.
    ///
    /// - Throws: `HelpDeskError`: `notRunning` when a bridge that may have it has not answered in time; `notStored`.
    public func recording(of sound: String) async throws(HelpDeskError) -> SoundRecording? {
        let own = recordingHere(of: sound)
        if let own, !own.state.isEnd { return own }
        return latest(try await askOwners(.recording(of: sound)) + [own].compactMap(\.self))
    }

    /// Hangs up and keeps nothing; one that is over, or just being kept, goes its way.
    ///
    /// - Returns: `nil` when there was none.
    /// - Throws: `HelpDeskError`, as ``recording(of:)`` does.
    public func cancelRecording(of sound: String) async throws(HelpDeskError) -> SoundRecording? {
        let own = cancelHere(sound)
        let others = own.map { $0.state.isEnd } ?? true ? try await askOwners(.cancelRecording(of: sound)) : []
        guard let recording = latest(others + [own].compactMap(\.self)) else { return nil }
        await ports.audit.note("cancelled", "sound", sound)
        return recording
    }

    /// One that is under way; else the one that began last, by the clocks of their bridges.
    private func latest(_ recordings: [SoundRecording]) -> SoundRecording? {
        recordings.first { !$0.state.isEnd } ?? recordings.max { $0.startedAt < $1.startedAt }
    }

    /// Asks the owners of all PBXs that record and are not this bridge's.
    private func askOwners(_ order: OwnerOrder) async throws(HelpDeskError) -> [SoundRecording] {
        guard let forwarding = ports.forwarding else { return [] }
        let others = ports.recorders.keys.filter { ports.ownership.tenure(of: $0) == nil }
        let answers = try await accessingStore {
            try await withThrowingTaskGroup(of: OwnerAnswer?.self) { group in
                for pbx in others { group.addTask { try await forwarding.forward(order, on: pbx) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        // The one that has it may be among those who do not answer.
        guard !answers.contains(nil) else { throw .notRunning }
        return answers.compactMap { if case .recording(let recording)? = $0 { recording } else { nil } }
    }
}
