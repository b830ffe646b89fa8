package import Administration
import Foundation
package import HelpDesk
import JSON

/// A message as it is inserted into the queue.
package struct OutgoingRow: Sendable {
    // Dates are encoded as numbers, as in stored requests.
    private static let encoder = JSONTextEncoder()
    private static let decoder = JSONDecoder()

    /// The request as of its last timeline entry.
    let request: HelpRequest
    let recipient: OutgoingDelivery.Recipient

    package var enteredAt: Int64 { (request.timeline.last?.at ?? request.updatedAt).storedMilliseconds }

    /// Returns the messages for all states that a request entered, in order.
    package static func rows(
        of request: HelpRequest, _ recipients: (HelpRequest) -> [OutgoingDelivery.Recipient]
    ) -> [OutgoingRow] {
        request.timeline.indices.flatMap { position in
            let then = request.asOf(position)
            return recipients(then).map { OutgoingRow(request: then, recipient: $0) }
        }
    }

    /// Returns the time when the request was last stored; `nil` if it was not.
    static func storedAt(_ id: HelpRequestID, _ db: any SQLTransaction) throws -> Int64? {
        try db.value(Int64.self, sql: "SELECT updatedAt FROM help_requests WHERE id = ?", arguments: [id.text])
    }

    /// Inserts the message, unless it is already in the queue.
    func insert(at now: Int64, _ db: any SQLTransaction) throws {
        // Encoded only now, since most of the possible messages are already stored.
        try db.execute(insertion(at: now))
    }

    /// The same where nobody reads in between, of a request that is stored: only a state that it had entered since it
    /// was stored last is news. It goes before the statement that stores the request anew.
    package func insertionOfNews(at now: Int64) throws -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO outgoing_deliveries
                (request, kind, target, position, snapshot, state, queuedAt, dueAt, attempts)
            SELECT ?, ?, ?, ?, ?, 'waiting', ?, ?, 0
            WHERE ? >= (SELECT updatedAt FROM help_requests WHERE id = ?) ON CONFLICT DO NOTHING
            """, try values(at: now) + [.integer(enteredAt), .text(request.id.text)])
    }

    /// Returns the statement that inserts the message of a new request; it must follow the insertion of the request.
    package func insertion(at now: Int64) throws -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO outgoing_deliveries
                (request, kind, target, position, snapshot, state, queuedAt, dueAt, attempts)
            VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, 0) ON CONFLICT DO NOTHING
            """, try values(at: now))
    }

    private func values(at now: Int64) throws -> [SQLValue] {
        [
            .text(request.id.text), .text(recipient.kind.rawValue), .text(recipient.target),
            .integer(Int64(request.timeline.count - 1)), .text(try Self.encoder.text(request)), .integer(now),
            .integer(now),
        ]
    }

    static func delivery(_ row: SQLRow) throws -> OutgoingDelivery {
        guard let kind = OutgoingDelivery.Kind(rawValue: try row.value("kind")) else {
            throw UnreadableColumn("kind", holdsNo: OutgoingDelivery.Kind.self)
        }
        guard let state = OutgoingDelivery.State(rawValue: try row.value("state")) else {
            throw UnreadableColumn("state", holdsNo: OutgoingDelivery.State.self)
        }
        let snapshot: String = try row.value("snapshot")
        let request = try decoder.decode(HelpRequest.self, from: Data(snapshot.utf8))
        guard request.hasPlausibleDates else { throw UnreadableColumn("snapshot", holdsNo: HelpRequest.self) }
        return OutgoingDelivery(
            id: try row.value("id"), recipient: OutgoingDelivery.Recipient(kind, try row.value("target")),
            request: request, position: try row.value("position"), state: state, queuedAt: try row.date("queuedAt"),
            dueAt: try row.date("dueAt"), attempts: try row.value("attempts"),
            endedAt: try row.value("endedAt", as: Int64?.self).map { Date(timeIntervalSince1970: Double($0) / 1000) },
            fault: try row.value("fault"))
    }
}
