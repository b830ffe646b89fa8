import Foundation

/// A table whose texts may contain a customer's number.
struct ErasableTable: Sendable {
    let name: String
    /// The column that orders and identifies its rows.
    let key: String
    let columns: [String]
    /// Whether a row with the number is useless without it and is deleted.
    var isRemoved = false

    static let all = [
        ErasableTable(name: StoredFlow.table, key: "id", columns: ["flow"]),
        // The key comes last, since it identifies the row.
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

    /// Locks the counter of revisions, which bridges, too, lock before they change requests.
    func lock(_ db: any SQLTransaction) throws {
        if name == StoredFlow.table { try HelpRequestRow.lockRevision(db) }
    }

    /// - Parameter last: the `place` of the previous row; `nil` begins with the first.
    func rows(after last: SQLValue?, limit: Int, _ db: any SQLTransaction) throws -> [SQLRow] {
        let condition = last == nil ? "" : "WHERE \(key) > ?"
        return try db.rows(
            sql: "\(selection) \(condition) ORDER BY \(key) LIMIT ?",
            arguments: [(any SQLValueConvertible)?]([last].compactMap { $0 }) + [limit])
    }

    /// - Returns: the row at a `place`; `nil` if it no longer exists.
    func row(at place: SQLValue, _ db: any SQLTransaction) throws -> SQLRow? {
        try db.row(sql: "\(selection) WHERE \(key) = ?", arguments: [place])
    }

    private var selection: String {
        "SELECT \(key) AS place, \(columns.joined(separator: ", ")) FROM \(name)"
    }

    /// - Returns: whether the row contains the number.
    func holds(_ erasure: NumberErasure, in row: SQLRow, _ seal: SecretSeal) throws -> Bool {
        let place: SQLValue = try row.value("place")
        return columns.contains { found(row, $0, place, erasure, seal) != nil }
    }

    /// - Returns: the number of occurrences that were erased.
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
            // If two keys are equal without the number, this row stays.
            if column == key { try db.execute(sql: "DELETE FROM \(name) WHERE \(key) = ?", arguments: [erased.value]) }
            try db.execute(
                sql: "UPDATE \(name) SET \(column) = ? WHERE \(key) = ?", arguments: [erased.value, place])
        }
        if places > 0, name == StoredFlow.table { try settle(number, place, db) }
        return places
    }

    /// Returns the replacement of a column's value; `nil` if it does not contain the number.
    private func erased(
        _ row: SQLRow, _ column: String, _ place: SQLValue, _ erasure: NumberErasure, _ seal: SecretSeal,
        _ db: any SQLTransaction
    ) throws -> (value: SQLValue, places: Int)? {
        guard let found = found(row, column, place, erasure, seal) else { return nil }
        guard let secret = found.secret else { return (.text(found.text), found.places) }
        let sealed = try seal.seal(Self.data(found.text, like: secret.content), at: secret.place, db)
        return (column == "body" ? .bytes(Data(sealed.utf8)) : .text(sealed), found.places)
    }

    /// Returns a column's value without the number, with the sealed original if there is one; `nil` without the number.
    private func found(
        _ row: SQLRow, _ column: String, _ place: SQLValue, _ erasure: NumberErasure, _ seal: SecretSeal
    ) -> (text: String, places: Int, secret: (place: SecretPlace, content: Data)?)? {
        guard let secretPlace = secretPlace(place, column) else {
            guard let text = try? row.value(column, as: String?.self) else { return nil }
            return erasure.erase(text).map { ($0.text, $0.places, nil) }
        }
        // A value that can no longer be opened does not disclose the number either.
        guard let stored = try? row.value(column, as: Data?.self),
            let content = try? seal.open(String(decoding: stored, as: UTF8.self), at: secretPlace),
            // Both are decoded as dictionaries of strings.
            let erased = erasure.erase(Self.text(content), onlyTexts: column == "headers" || column == "query")
        else { return nil }
        return (erased.text, erased.places, (secretPlace, content))
    }

    /// Returns the place of a sealed text; `nil` if the column is not sealed.
    private func secretPlace(_ place: SQLValue, _ column: String) -> SecretPlace? {
        let id = Int64(place)
        return switch name {
        case "webhook_contents": id.map { .webhookContent(ofDelivery: $0, column: column) }
        case SQLLookupTraceLog.table: id.map(SecretPlace.lookupTrace)
        default: nil
        }
    }

    /// Makes the change visible to all who follow requests, and keeps a bridge from restoring the number.
    private func settle(_ number: PhoneNumber, _ place: SQLValue, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: "UPDATE help_requests SET revision = ? WHERE id = ?",
            arguments: [try HelpRequestRow.nextRevision(db), place])
        let isOpen = try db.value(Bool.self, sql: "SELECT isOpen FROM help_requests WHERE id = ?", arguments: [place])
        if isOpen == true, let id = String(place) { try Erasures.add(number, request: id, db) }
    }

    /// Decodes a body; one that is not UTF-8 is decoded byte by byte.
    private static func text(_ content: Data) -> String {
        String(validating: content, as: UTF8.self) ?? String(content.map { Character(UnicodeScalar($0)) })
    }

    private static func data(_ text: String, like content: Data) -> Data {
        guard String(validating: content, as: UTF8.self) == nil else { return Data(text.utf8) }
        return Data(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    }
}
