/// Recordings on phones whose PBX another bridge owns; that bridge makes them.
extension SoundRecordingService {
    /// Rings a phone to record a sound, at whichever bridge owns its PBX.
    ///
    /// - Returns: the recording in its first state.
    /// - Throws: `HelpDeskError`; nobody is rung then. `notRunning` also if the bridge that owns the PBX did not answer
    ///   in time; it may ring the phone anyway.
    public func record(_ order: SoundRecordingOrder) async throws(HelpDeskError) -> SoundRecording {
        let (number, _) = try phone(for: order)
        let recording: SoundRecording
        if let forwarding = ports.forwarding, ports.ownership.tenure(of: number.pbx) == nil {
            // An order that would be refused anyway is not forwarded.
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

    /// Returns the recording of a sound that is in progress at any bridge, or the last one since the bridges started.
    ///
    /// - Throws: `HelpDeskError`: `notRunning` if a bridge that may have the recording did not answer in time;
    ///   `notStored`.
    public func recording(of sound: String) async throws(HelpDeskError) -> SoundRecording? {
        let own = recordingHere(of: sound)
        if let own, !own.state.isEnd { return own }
        return latest(try await askOwners(.recording(of: sound)) + [own].compactMap(\.self))
    }

    /// Hangs up and keeps nothing; a recording that is over or just being kept is not affected.
    ///
    /// - Returns: `nil` if there was no recording.
    /// - Throws: `HelpDeskError`, as ``recording(of:)`` does.
    public func cancelRecording(of sound: String) async throws(HelpDeskError) -> SoundRecording? {
        let own = cancelHere(sound)
        let others = own.map { $0.state.isEnd } ?? true ? try await askOwners(.cancelRecording(of: sound)) : []
        guard let recording = latest(others + [own].compactMap(\.self)) else { return nil }
        await ports.audit.note("cancelled", "sound", sound)
        return recording
    }

    /// Returns the recording in progress, or else the most recently begun recording, by the clocks of their bridges.
    private func latest(_ recordings: [SoundRecording]) -> SoundRecording? {
        recordings.first { !$0.state.isEnd } ?? recordings.max { $0.startedAt < $1.startedAt }
    }

    /// Asks the owners of all recording PBXs that this bridge does not own.
    private func askOwners(_ order: OwnerOrder) async throws(HelpDeskError) -> [SoundRecording] {
        guard let forwarding = ports.forwarding else { return [] }
        let others = ports.recorders.keys.filter { ports.ownership.tenure(of: $0) == nil }
        let answers = try await accessingStore {
            try await withThrowingTaskGroup(of: OwnerAnswer?.self) { group in
                for pbx in others { group.addTask { try await forwarding.forward(order, on: pbx) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        // A bridge that did not answer may have the recording.
        guard !answers.contains(nil) else { throw .notRunning }
        return answers.compactMap { if case .recording(let recording)? = $0 { recording } else { nil } }
    }
}
