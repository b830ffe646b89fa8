import Administration
import Foundation
import GRDB
import HelpDesk
import JSON

/// One message as it is put into the queue.
struct OutgoingRow: Sendable {
    // As in the stored requests: dates stay the numbers they are.
    private static let encoder = JSONTextEncoder()
    private static let decoder = JSONDecoder()

    /// As it was at that place of its timeline, the last one.
    let request: HelpRequest
    let recipient: OutgoingDelivery.Recipient

    var enteredAt: Int64 { (request.timeline.last?.at ?? request.updatedAt).storedMilliseconds }

    /// The messages for all states that a request has entered, in their order.
    static func rows(
        of request: HelpRequest, _ recipients: (HelpRequest) -> [OutgoingDelivery.Recipient]
    ) -> [OutgoingRow] {
        request.timeline.indices.flatMap { position in
            let then = request.asOf(position)
            return recipients(then).map { OutgoingRow(request: then, recipient: $0) }
        }
    }

    /// When the request was stored last; `nil` before the first time.
    static func storedAt(_ id: HelpRequestID, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT updatedAt FROM help_requests WHERE id = ?"), arguments: [id.text])
    }

    /// Puts it in, once.
    func insert(at now: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO outgoing_deliveries
                    (request, kind, target, position, snapshot, state, queuedAt, dueAt, attempts)
                VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, 0)
                """
        ).execute(
            arguments: [
                request.id.text, recipient.kind.rawValue, recipient.target, request.timeline.count - 1,
                // Here, since most of what might be owed is stored already.
                try Self.encoder.text(request), now, now,
            ])
    }

    static func delivery(_ row: Row) throws -> OutgoingDelivery {
        guard let kind = OutgoingDelivery.Kind(rawValue: try row.value("kind")) else {
            throw UnreadableColumn("kind", holdsNo: OutgoingDelivery.Kind.self)
        }
        guard let state = OutgoingDelivery.State(rawValue: try row.value("state")) else {
            throw UnreadableColumn("state", holdsNo: OutgoingDelivery.State.self)
        }
        let snapshot: String = try row.value("snapshot")
        return OutgoingDelivery(
            id: try row.value("id"), recipient: OutgoingDelivery.Recipient(kind, try row.value("target")),
            request: try decoder.decode(HelpRequest.self, from: Data(snapshot.utf8)),
            position: try row.value("position"), state: state, queuedAt: try row.date("queuedAt"),
            dueAt: try row.date("dueAt"), attempts: try row.value("attempts"),
            endedAt: try row.value("endedAt", as: Int64?.self).map { Date(timeIntervalSince1970: Double($0) / 1000) },
            fault: try row.value("fault"))
    }
}
