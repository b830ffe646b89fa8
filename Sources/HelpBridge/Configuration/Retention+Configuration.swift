import Storage

extension Retention {
    init(database: HelpDeskDatabase, _ requests: BridgeConfiguration.Requests) {
        self.init(database: database, keepDays: requests.keepDays, auditKeepDays: requests.auditKeepDays)
    }
}
