import Storage

extension Retention {
    init(database: any SQLDatabase, _ requests: BridgeConfiguration.Requests) {
        self.init(database: database, keepDays: requests.keepDays, auditKeepDays: requests.auditKeepDays)
    }
}
