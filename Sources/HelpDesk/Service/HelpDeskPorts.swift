/// The outside world, as the help desk sees it.
public struct HelpDeskPorts: Sendable {
    public var pbx: any PBX
    public var store: any HelpRequestStore
    public var directory: any ManagerDirectory
    public var studio: any PromptStudio
    public var callCenter: any CallCenterSource
    public var pauses: any HelperPauses

    public init(
        pbx: any PBX, store: any HelpRequestStore, directory: any ManagerDirectory, studio: any PromptStudio,
        callCenter: any CallCenterSource, pauses: any HelperPauses
    ) {
        self.pbx = pbx
        self.store = store
        self.directory = directory
        self.studio = studio
        self.callCenter = callCenter
        self.pauses = pauses
    }
}
