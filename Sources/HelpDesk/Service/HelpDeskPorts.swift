/// The outside world as the help desk sees it.
public struct HelpDeskPorts: Sendable {
    public var pbxs: PBXSet
    public var store: any HelpRequestStore
    public var directory: any ManagerDirectory
    public var studio: any PromptStudio
    public var callCenter: any CallCenterSource
    public var presences: any PresenceStore
    /// The log of what people do with requests, and of the presences they set.
    public var audit: any AuditTrail
    /// The PBXs that this bridge owns.
    public var ownership: any PBXOwnership
    /// The connection to other bridges; `nil` if there are none.
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
