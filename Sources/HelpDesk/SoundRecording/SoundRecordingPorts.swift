/// The outside world, as recordings by phone see it.
public struct SoundRecordingPorts: Sendable {
    public var pbxs: PBXSet
    /// Those PBXs that can record, by id; the default one has `nil`.
    public var recorders: [String?: any CallRecorder]
    public var studio: any PromptStudio
    public var library: any SoundLibrary

    public init(
        pbxs: PBXSet, recorders: [String?: any CallRecorder], studio: any PromptStudio, library: any SoundLibrary
    ) {
        self.pbxs = pbxs
        self.recorders = recorders
        self.studio = studio
        self.library = library
    }
}
