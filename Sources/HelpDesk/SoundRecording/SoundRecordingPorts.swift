/// The outside world, as recordings by phone see it.
public struct SoundRecordingPorts: Sendable {
    public var pbxs: PBXSet
    /// Those PBXs that can record, by id; the default one has `nil`.
    public var recorders: [String?: any CallRecorder]
    public var studio: any PromptStudio
    public var library: any SoundLibrary
    /// Where it is noted who has what recorded.
    public var audit: any AuditTrail

    public init(
        pbxs: PBXSet, recorders: [String?: any CallRecorder], studio: any PromptStudio, library: any SoundLibrary,
        audit: any AuditTrail
    ) {
        self.pbxs = pbxs
        self.recorders = recorders
        self.studio = studio
        self.library = library
        self.audit = audit
    }
}
