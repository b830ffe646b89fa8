/// The outside world, as the help desk sees it.
public struct HelpDeskPorts: Sendable {
    public var pbxs: PBXSet
    public var store: any HelpRequestStore
    public var directory: any ManagerDirectory
    public var studio: any PromptStudio
    public var callCenter: any CallCenterSource
    public var presences: any PresenceStore
    /// Where it is noted what people do with requests, and whose presence they set.
    public var audit: any AuditTrail
    /// Which of the PBXs are this bridge's.
    public var ownership: any PBXOwnership
    /// The way to other bridges; `nil` where there are none.
    public var forwarding: (any OrderForwarding)?

    public init(
        pbxs: PBXSet, store: any HelpRequestStore, directory: any ManagerDirectory, studio: any PromptStudio,
        callCenter: any CallCenterSource, presences: any PresenceStore, audit: any AuditTrail,
        ownership: (any PBXOwnership)? = nil, forwarding: (any OrderForwarding)? = nil
    ) {
        self.pbxs = pbxs
        self.store = store
        self.directory = directory
        self.studio = studio
        self.callCenter = callCenter
        self.presences = presences
        self.audit = audit
        self.ownership = ownership ?? SoleOwnership(of: pbxs)
        self.forwarding = forwarding
    }
}
