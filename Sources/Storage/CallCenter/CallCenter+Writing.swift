import Administration
import HelpDesk

extension CallCenter {
    /// Writes the reported changes, which led to this call centre; must be called within one transaction.
    func write(_ changes: ChangeReport, _ seal: SecretSeal, _ db: any SQLTransaction) throws {
        _ = try SealedKey.id(db, keeping: .shared)
        for item in changes.removed { try Self.delete(item, db) }
        for item in changes.added + changes.changed {
            switch item.kind {
            case .department: if let department = departments[item.id] { try Self.write(department, db) }
            case .operator: if let agent = operators[item.id] { try Self.write(agent, db) }
            case .source: if let source = sources[item.id] { try Self.write(source, seal, db) }
            case .route: if let route = routes[item.id] { try Self.write(route, db) }
            case .webhook: if let webhook = webhooks[item.id] { try Self.write(webhook, seal, db) }
            case .subscription:
                if let subscription = subscriptions[item.id] { try Self.write(subscription, seal, db) }
            }
        }
    }

    private static func delete(_ item: SettingItem, _ db: any SQLTransaction) throws {
        let sql =
            switch item.kind {
            case .department: "DELETE FROM departments WHERE id = ?"
            case .operator: "DELETE FROM operators WHERE extension = ?"
            case .source: "DELETE FROM sources WHERE id = ?"
            case .route: "DELETE FROM routes WHERE code = ?"
            case .webhook: "DELETE FROM webhooks WHERE id = ?"
            case .subscription: "DELETE FROM subscriptions WHERE id = ?"
            }
        try db.execute(sql: sql, arguments: [item.id])
    }

    private static func write(_ department: Department, _ db: any SQLTransaction) throws {
        // An upsert, since a replacement would delete the row together with its helpers.
        try db.execute(
            sql: """
                INSERT INTO departments (id, name, parent) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent
                """,
            arguments: [department.id, department.name, department.parent])
        try db.execute(sql: "DELETE FROM helpers WHERE department = ?", arguments: [department.id])
        for (position, helper) in department.helpers.enumerated() {
            try db.execute(
                sql: "INSERT INTO helpers (department, position, extension, name) VALUES (?, ?, ?, ?)",
                arguments: [department.id, position, helper.extension, helper.name])
        }
    }

    private static func write(_ agent: Operator, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO operators (extension, name, department, email, crmId) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (extension) DO UPDATE SET
                    name = excluded.name, department = excluded.department, email = excluded.email,
                    crmId = excluded.crmId
                """,
            arguments: [agent.extension, agent.name, agent.department, agent.email, agent.crmId])
    }

    private static func write(_ source: LookupSource, _ seal: SecretSeal, _ db: any SQLTransaction) throws {
        var credentials: [String: String] = [:]
        for (name, secret) in source.credentials {
            credentials[name] = try seal.stored(secret, at: .credential(name, of: source), db)
        }
        try db.execute(
            sql: """
                INSERT INTO sources (id, mapping, baseURL, timeoutMilliseconds, credentials, caFile, policy)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    mapping = excluded.mapping, baseURL = excluded.baseURL,
                    timeoutMilliseconds = excluded.timeoutMilliseconds, credentials = excluded.credentials,
                    caFile = excluded.caFile, policy = excluded.policy
                """,
            arguments: [
                source.id, source.mapping, source.baseURL, source.timeoutMilliseconds,
                try StoredJSON.text(credentials), source.caFile, try StoredJSON.text(source.policy),
            ])
    }

    private static func write(_ route: Route, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO routes
                    (code, name, detection, sources, voice, mode, prompts, ringing, ladder, secondPress, options)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (code) DO UPDATE SET
                    name = excluded.name, detection = excluded.detection, sources = excluded.sources,
                    voice = excluded.voice, mode = excluded.mode, prompts = excluded.prompts,
                    ringing = excluded.ringing, ladder = excluded.ladder, secondPress = excluded.secondPress,
                    options = excluded.options
                """,
            arguments: [
                route.code, route.name, route.detection.rawValue, try StoredJSON.text(route.sources), route.voice,
                route.mode.rawValue, try StoredJSON.text(route.prompts), try StoredJSON.text(route.ringing),
                try StoredJSON.text(route.ladder), route.secondPress.rawValue,
                try StoredJSON.text(route.options),
            ])
    }

    private static func write(_ webhook: WebhookEndpoint, _ seal: SecretSeal, _ db: any SQLTransaction) throws {
        let secrets = try webhook.secrets.map { try seal.stored($0, at: .secret(ofWebhook: webhook.id), db) }
        try db.execute(
            sql: """
                INSERT INTO webhooks (id, mapping, route, secrets) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    mapping = excluded.mapping, route = excluded.route, secrets = excluded.secrets
                """,
            arguments: [webhook.id, webhook.mapping, webhook.route, try StoredJSON.text(secrets)])
    }

    private static func write(_ subscription: WebhookSubscription, _ seal: SecretSeal, _ db: any SQLTransaction) throws
    {
        let secrets = try subscription.secrets.map {
            try seal.stored($0, at: .secret(ofSubscription: subscription.id), db)
        }
        try db.execute(
            sql: """
                INSERT INTO subscriptions (id, url, secrets, states, caFile) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    url = excluded.url, secrets = excluded.secrets, states = excluded.states, caFile = excluded.caFile
                """,
            arguments: [
                subscription.id, subscription.url, try StoredJSON.text(secrets),
                try StoredJSON.text(subscription.states), subscription.caFile,
            ])
    }
}
