import HelpDesk

extension CallCenter {
    /// Reads the whole call centre; must be called within one transaction.
    ///
    /// - Parameters:
    ///   - damage: told of settings that cannot be read, which are left out, and of secrets that cannot be opened,
    ///     whose owners stay.
    ///   - seal: opens the secrets.
    init(_ db: any SQLTransaction, damage: DamagedRows, seal: SecretSeal) throws {
        self.init(
            departments: try Self.departments(db, damage), operators: try Self.operators(db, damage),
            sources: try Self.sources(db, damage).map { seal.opening($0, damage) }, routes: try Self.routes(db, damage),
            webhooks: try Self.webhooks(db, damage).map { seal.opening($0, damage) },
            subscriptions: try Self.subscriptions(db, damage).map { seal.opening($0, damage) },
            presences: try Self.presences(db, damage))
    }

    private static func departments(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [Department] {
        let helpers = damage.readable(
            try db.rows(sql: "SELECT * FROM helpers ORDER BY department, position"), of: "helpers",
            key: "department", StoredSetting.helper)
        let byDepartment = Dictionary(grouping: helpers, by: \.department).mapValues { $0.map(\.helper) }
        return try values(of: "departments", key: "id", db, damage) { row in
            try StoredSetting.department(row, helpers: byDepartment)
        }
    }

    private static func operators(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [Operator] {
        try values(of: "operators", key: "extension", db, damage, StoredSetting.operator)
    }

    private static func sources(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [LookupSource] {
        try values(of: "sources", key: "id", db, damage, StoredSetting.source)
    }

    private static func routes(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [Route] {
        try values(of: "routes", key: "code", db, damage, StoredSetting.route)
    }

    private static func webhooks(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [WebhookEndpoint] {
        try values(of: "webhooks", key: "id", db, damage, StoredSetting.webhook)
    }

    private static func subscriptions(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [WebhookSubscription] {
        try values(of: "subscriptions", key: "id", db, damage, StoredSetting.subscription)
    }

    private static func presences(_ db: any SQLTransaction, _ damage: DamagedRows) throws -> [String: Presence] {
        let stored = try values(of: "presences", key: "extension", db, damage, StoredSetting.presence)
        return Dictionary(uniqueKeysWithValues: stored.map { ($0.number, $0.presence) })
    }

    private static func values<Value>(
        of table: String, key: String, _ db: any SQLTransaction, _ damage: DamagedRows, _ read: (SQLRow) throws -> Value
    ) throws -> [Value] {
        damage.readable(try db.rows(sql: "SELECT * FROM \(table)"), of: table, key: key, read)
    }
}
