import HelpDesk

/// Reads the rows of settings; each function throws if its row is unreadable.
enum StoredSetting {
    static func department(_ row: SQLRow, helpers: [String: [Department.Helper]]) throws -> Department {
        let id: String = try row.value("id")
        return Department(
            id: id, name: try row.value("name"), parent: try row.value("parent"), helpers: helpers[id, default: []])
    }

    static func helper(_ row: SQLRow) throws -> (department: String, helper: Department.Helper) {
        (
            try row.value("department"),
            Department.Helper(extension: try row.value("extension"), name: try row.value("name"))
        )
    }

    static func `operator`(_ row: SQLRow) throws -> Operator {
        Operator(
            extension: try row.value("extension"), name: try row.value("name"), department: try row.value("department"),
            email: try row.value("email"), crmId: try row.value("crmId"))
    }

    static func source(_ row: SQLRow) throws -> LookupSource {
        LookupSource(
            id: try row.value("id"), mapping: try row.value("mapping"), baseURL: try row.value("baseURL"),
            timeoutMilliseconds: try row.value("timeoutMilliseconds"), credentials: try row.json("credentials"),
            caFile: try row.value("caFile"), policy: try row.json("policy"))
    }

    static func route(_ row: SQLRow) throws -> Route {
        Route(
            code: try row.value("code"), name: try row.value("name"), detection: try row.word("detection"),
            sources: try row.json("sources"), voice: try row.value("voice"), mode: try row.word("mode"),
            prompts: try row.json("prompts"), ringing: try row.json("ringing"), ladder: try row.json("ladder"),
            secondPress: try row.word("secondPress"), options: try row.json("options"))
    }

    static func webhook(_ row: SQLRow) throws -> WebhookEndpoint {
        WebhookEndpoint(
            id: try row.value("id"), mapping: try row.value("mapping"), route: try row.value("route"),
            secrets: try row.json("secrets"))
    }

    static func subscription(_ row: SQLRow) throws -> WebhookSubscription {
        WebhookSubscription(
            id: try row.value("id"), url: try row.value("url"), secrets: try row.json("secrets"),
            states: try row.json("states"), caFile: try row.value("caFile"))
    }

    static func presence(_ row: some StoredRow) throws -> (number: String, presence: Presence) {
        (
            try row.string("extension"),
            Presence(try row.word("state"), since: try row.date("since"))
        )
    }
}
