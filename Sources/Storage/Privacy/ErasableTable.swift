import Foundation

/// A table in whose texts a customer's number may stand.
struct ErasableTable: Sendable {
    let name: String
    /// By which its rows are gone through and found again.
    let key: String
    let columns: [String]
    /// Whether a row with the number is of no use without it, and goes.
    var isRemoved = false

    static let all = [
        ErasableTable(name: StoredFlow.table, key: "id", columns: ["flow"]),
        // The key last: by it the row is found.
        ErasableTable(name: IdempotencyRow.table, key: "key", columns: ["response", "key"]),
        ErasableTable(name: SQLWebhookDeliveryLog.table, key: "id", columns: ["deliveryId", "reason"]),
        ErasableTable(name: "webhook_contents", key: "delivery", columns: ["headers", "query", "body"]),
        ErasableTable(name: SQLOutgoingStore.table, key: "id", columns: ["snapshot", "fault"]),
        ErasableTable(name: SQLLookupTraceLog.table, key: "id", columns: ["trace"]),
        ErasableTable(name: SessionRow.table, key: "digest", columns: ["guest"]),
        ErasableTable(name: MissedRequestRow.table, key: "request", columns: ["note"]),
        ErasableTable(name: AuditRow.table, key: "id", columns: ["item", "differences"]),
        ErasableTable(name: SQLSoundStore.table, key: "id", columns: ["name"]),
        ErasableTable(name: TokenRow.table, key: "id", columns: ["name"]),
        ErasableTable(name: SQLScreenLinkStore.table, key: "id", columns: ["name"]),
        ErasableTable(name: PromptRecipeTable.name, key: "digest", columns: ["content"], isRemoved: true),
    ]

    /// Requests are changed by bridges, too, which take the counter of revisions first.
    func lock(_ db: any SQLTransaction) throws {
        if name == StoredFlow.table { try HelpRequestRow.lockRevision(db) }
    }

    /// - Parameter last: the `place` of the last row before; `nil` begins.
    func rows(after last: SQLValue?, limit: Int, _ db: any SQLTransaction) throws -> [SQLRow] {
        let condition = last == nil ? "" : "WHERE \(key) > ?"
        return try db.rows(
            sql: "\(selection) \(condition) ORDER BY \(key) LIMIT ?",
            arguments: [(any SQLValueConvertible)?]([last].compactMap { $0 }) + [limit])
    }

    /// - Returns: the row at a `place`; `nil` where it is gone.
    func row(at place: SQLValue, _ db: any SQLTransaction) throws -> SQLRow? {
        try db.row(sql: "\(selection) WHERE \(key) = ?", arguments: [place])
    }

    private var selection: String {
        "SELECT \(key) AS place, \(columns.joined(separator: ", ")) FROM \(name)"
    }

    /// - Returns: whether the number is anywhere in the row.
    func holds(_ erasure: NumberErasure, in row: SQLRow, _ seal: SecretSeal) throws -> Bool {
        let place: SQLValue = try row.value("place")
        return columns.contains { found(row, $0, place, erasure, seal) != nil }
    }

    /// - Returns: in how many places the number was.
    func erase(
        _ number: PhoneNumber, _ erasure: NumberErasure, in row: SQLRow, _ seal: SecretSeal, _ db: any SQLTransaction
    ) throws -> Int {
        let place: SQLValue = try row.value("place")
        var places = 0
        for column in columns {
            guard let erased = try erased(row, column, place, erasure, seal, db) else { continue }
            places += erased.places
            guard !isRemoved else {
                try db.execute(sql: "DELETE FROM \(name) WHERE \(key) = ?", arguments: [place])
                continue
            }
            // Of two keys that are one without the number, this one stays.
            if column == key { try db.execute(sql: "DELETE FROM \(name) WHERE \(key) = ?", arguments: [erased.value]) }
            try db.execute(
                sql: "UPDATE \(name) SET \(column) = ? WHERE \(key) = ?", arguments: [erased.value, place])
        }
        if places > 0, name == StoredFlow.table { try settle(number, place, db) }
        return places
    }

    /// What to write in place of a column's value; `nil` when the number is not in it.
    private func erased(
        _ row: SQLRow, _ column: String, _ place: SQLValue, _ erasure: NumberErasure, _ seal: SecretSeal,
        _ db: any SQLTransaction
    ) throws -> (value: SQLValue, places: Int)? {
        guard let found = found(row, column, place, erasure, seal) else { return nil }
        guard let secret = found.secret else { return (.text(found.text), found.places) }
        let sealed = try seal.seal(Self.data(found.text, like: secret.content), at: secret.place, db)
        return (column == "body" ? .bytes(Data(sealed.utf8)) : .text(sealed), found.places)
    }

    /// A column's value without the number, and what was sealed of it; `nil` when the number is not in it.
    private func found(
        _ row: SQLRow, _ column: String, _ place: SQLValue, _ erasure: NumberErasure, _ seal: SecretSeal
    ) -> (text: String, places: Int, secret: (place: SecretPlace, content: Data)?)? {
        guard let secretPlace = secretPlace(place, column) else {
            guard let text = try? row.value(column, as: String?.self) else { return nil }
            return erasure.erase(text).map { ($0.text, $0.places, nil) }
        }
        // What nobody can open any more gives nothing away, either.
        guard let stored = try? row.value(column, as: Data?.self),
            let content = try? seal.open(String(decoding: stored, as: UTF8.self), at: secretPlace),
            // Both are read as texts by their names.
            let erased = erasure.erase(Self.text(content), onlyTexts: column == "headers" || column == "query")
        else { return nil }
        return (erased.text, erased.places, (secretPlace, content))
    }

    /// Where a text that is sealed stands; `nil` for one that is not.
    private func secretPlace(_ place: SQLValue, _ column: String) -> SecretPlace? {
        let id = Int64(place)
        return switch name {
        case "webhook_contents": id.map { .webhookContent(ofDelivery: $0, column: column) }
        case SQLLookupTraceLog.table: id.map(SecretPlace.lookupTrace)
        default: nil
        }
    }

    /// Lets everybody who follows requests see the change, and keeps a bridge from bringing the number back.
    private func settle(_ number: PhoneNumber, _ place: SQLValue, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: "UPDATE help_requests SET revision = ? WHERE id = ?",
            arguments: [try HelpRequestRow.nextRevision(db), place])
        let isOpen = try db.value(Bool.self, sql: "SELECT isOpen FROM help_requests WHERE id = ?", arguments: [place])
        if isOpen == true, let id = String(place) { try Erasures.add(number, request: id, db) }
    }

    /// A body that is not in UTF-8 is taken byte by byte.
    private static func text(_ content: Data) -> String {
        String(validating: content, as: UTF8.self) ?? String(content.map { Character(UnicodeScalar($0)) })
    }

    private static func data(_ text: String, like content: Data) -> Data {
        guard String(validating: content, as: UTF8.self) == nil else { return Data(text.utf8) }
        return Data(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    }
}
