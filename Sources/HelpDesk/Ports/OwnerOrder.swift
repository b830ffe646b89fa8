/// What one bridge wants of the owner of a PBX, and that is of no request.
public enum OwnerOrder: Sendable, Equatable, Codable {
    /// What the PBX knows of phones, by extension: only who follows it can ask some PBXs.
    case states(of: [String])
    /// Which phones are set up on the PBX.
    case extensions
    case record(SoundRecordingOrder)
    /// How the recording of a sound stands.
    case recording(of: String)
    case cancelRecording(of: String)
}

/// What the owner of a PBX answers.
public enum OwnerAnswer: Sendable, Equatable, Codable {
    /// By extension; a phone of which nothing is known is missing.
    case states([String: DeviceState])
    /// `nil` where the PBX does not tell.
    case extensions([PBXExtension]?)
    /// As it begins, or as it stands; `nil` where there was none.
    case recording(SoundRecording?)
    /// Nobody is rung.
    case refused(SoundRecordingRefusal)
}
