import GRDB
import HelpDesk

extension CallCenter {
    /// Reads the whole call centre; call it within one transaction.
    init(_ db: Database) throws {
        self.init(
            departments: try Self.departments(db), operators: try Self.operators(db), sources: try Self.sources(db),
            routes: try Self.routes(db), webhooks: try Self.webhooks(db),
            paused: try String.fetchSet(db, sql: "SELECT extension FROM helper_pauses"))
    }

    private static func departments(_ db: Database) throws -> [Department] {
        let helpers = Dictionary(
            grouping: try Row.fetchAll(db, sql: "SELECT * FROM helpers ORDER BY department, position"),
            by: { $0["department"] as String })
        return try Row.fetchAll(db, sql: "SELECT * FROM departments").map { row in
            Department(
                id: row["id"], name: row["name"], parent: row["parent"],
                helpers: helpers[row["id"], default: []].map {
                    Department.Helper(extension: $0["extension"], name: $0["name"])
                })
        }
    }

    private static func operators(_ db: Database) throws -> [Operator] {
        try Row.fetchAll(db, sql: "SELECT * FROM operators").map { row in
            Operator(
                extension: row["extension"], name: row["name"], department: row["department"], email: row["email"],
                crmId: row["crmId"])
        }
    }

    private static func sources(_ db: Database) throws -> [LookupSource] {
        try rows(of: "sources", key: "id", db) { row in
            LookupSource(
                id: row["id"], mapping: row["mapping"], baseURL: row["baseURL"],
                timeoutMilliseconds: row["timeoutMilliseconds"], credentials: try StoredJSON.value(row["credentials"]),
                caFile: row["caFile"], policy: try StoredJSON.value(row["policy"]))
        }
    }

    private static func routes(_ db: Database) throws -> [Route] {
        try rows(of: "routes", key: "code", db) { row in
            Route(
                code: row["code"], name: row["name"], detection: try word(row["detection"]),
                sources: try StoredJSON.value(row["sources"]), voice: row["voice"], mode: try word(row["mode"]),
                prompts: try StoredJSON.value(row["prompts"]), ringing: try StoredJSON.value(row["ringing"]),
                ladder: try StoredJSON.value(row["ladder"]), secondPress: try word(row["secondPress"]),
                options: try StoredJSON.value(row["options"]))
        }
    }

    private static func webhooks(_ db: Database) throws -> [WebhookEndpoint] {
        try rows(of: "webhooks", key: "id", db) { row in
            WebhookEndpoint(
                id: row["id"], mapping: row["mapping"], route: row["route"],
                secrets: try StoredJSON.value(row["secrets"]))
        }
    }

    private static func rows<Value>(
        of table: String, key: String, _ db: Database, _ read: (Row) throws -> Value
    ) throws -> [Value] {
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
            do {
                return try read(row)
            } catch {
                throw StorageError.unreadableRow(table: table, id: row[key], reason: "\(error)")
            }
        }
    }

    private static func word<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
        guard let word = Word(rawValue: text) else { throw StorageError.failed("unknown word \"\(text)\"") }
        return word
    }
}
