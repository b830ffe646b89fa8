/// The outside world, as recordings by phone see it.
public struct SoundRecordingPorts: Sendable {
    public var pbx: any PBX
    /// `nil` where the PBX driver cannot record.
    public var recorder: (any CallRecorder)?
    public var studio: any PromptStudio
    public var library: any SoundLibrary

    public init(
        pbx: any PBX, recorder: (any CallRecorder)?, studio: any PromptStudio, library: any SoundLibrary
    ) {
        self.pbx = pbx
        self.recorder = recorder
        self.studio = studio
        self.library = library
    }
}
