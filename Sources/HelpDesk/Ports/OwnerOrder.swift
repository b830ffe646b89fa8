/// An order to a PBX's owner that concerns no help request.
public enum OwnerOrder: Sendable, Equatable, Codable {
    /// Asks for the states of phones, by extension: some PBXs answer only a bridge that follows them.
    case states(of: [String])
    /// Asks for the phones that are configured on the PBX.
    case extensions
    case record(SoundRecordingOrder)
    /// Asks for the state of a sound's recording.
    case recording(of: String)
    case cancelRecording(of: String)
}

/// The answer of a PBX's owner.
public enum OwnerAnswer: Sendable, Equatable, Codable {
    /// The states by extension; phones of unknown state are missing.
    case states([String: DeviceState])
    /// The phones; `nil` if the PBX did not list them.
    case extensions([PBXExtension]?)
    /// The recording as it began, or its current state; `nil` if there was none.
    case recording(SoundRecording?)
    /// The recording was refused; nobody is rung.
    case refused(SoundRecordingRefusal)
}
