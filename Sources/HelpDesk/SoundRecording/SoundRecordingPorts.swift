/// The outside world as recordings by phone see it.
public struct SoundRecordingPorts: Sendable {
    public var pbxs: PBXSet
    /// The PBXs that can record, by id; the default one has `nil`.
    public var recorders: [String?: any CallRecorder]
    public var studio: any PromptStudio
    public var library: any SoundLibrary
    /// The log of who recorded which sounds.
    public var audit: any AuditTrail
    /// The PBXs that this bridge owns.
    public var ownership: any PBXOwnership
    /// The connection to other bridges; `nil` if there are none.
    public var forwarding: (any OrderForwarding)?

    public init(
        pbxs: PBXSet, recorders: [String?: any CallRecorder], studio: any PromptStudio, library: any SoundLibrary,
        audit: any AuditTrail, ownership: (any PBXOwnership)? = nil, forwarding: (any OrderForwarding)? = nil
    ) {
        self.pbxs = pbxs
        self.recorders = recorders
        self.studio = studio
        self.library = library
        self.audit = audit
        self.ownership = ownership ?? SoleOwnership(of: pbxs)
        self.forwarding = forwarding
    }
}
