import ConcurrencyPrimitives
import Foundation
package import HelpDesk
import Logging
import PostgreSQL
import Storage

/// The side of the one who asks.
extension PostgreSQLOrderForwarding {
    /// How often is looked for an answer of which no word has come.
    private static let pause = Duration.milliseconds(500)

    package func forward(
        _ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?
    ) async throws -> OrderAnswer? {
        guard let pbx = ownership.knownID(of: pbx) else { return nil }
        let content = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        let row = try await execute([
            PostgreSQLStatement(Self.insertion(of: request, content, for: pbx)), Self.notification(.orders),
        ]).first
        guard order.isAnswered, let number = try row?.rows.first?.integer("id") else { return nil }
        do {
            return try await answer(to: number)
        } catch {
            takeBack(number)
            throw error
        }
    }

    private func answer(to number: Int64) async throws -> OrderAnswer? {
        let deadline = ContinuousClock.now + patience
        while true {
            let heard = signals[.answers].value
            let row = try await database.rows(
                PostgreSQLStatement("SELECT answer FROM forwarded_orders WHERE id = $1", [.integer(number)])
            ).first
            guard let row else { return nil }
            if row.text("answer") != nil || ContinuousClock.now >= deadline {
                // Whom nobody has answered does not want it done later. The answer may have come in this moment.
                let last = try await execute([Self.removal(of: number)])[0].rows.first?.text("answer")
                return try last.flatMap { try JSONDecoder().decode(OrderAnswer?.self, from: Data($0.utf8)) }
            }
            await signals[.answers].wait(past: heard, atMost: Self.pause)
            try Task.checkCancellation()
        }
    }

    /// Nobody waits for an order's answer any more, perhaps since their task is cancelled.
    private func takeBack(_ number: Int64) {
        database.pool.submit([Self.removal(of: number)], isLast: true) { [logger] outcome in
            guard case .failure(let error) = outcome else { return }
            logger.debug("an order is left to grow old", metadata: ["number": "\(number)", "error": "\(error)"])
        }
    }

    private static func removal(of number: Int64) -> PostgreSQLStatement {
        PostgreSQLStatement("DELETE FROM forwarded_orders WHERE id = $1 RETURNING answer", [.integer(number)])
    }

    /// What has the owner of a PBX do something.
    ///
    /// - Parameter content: the order; `nil` for a request that nobody runs yet.
    static func insertion(of request: HelpRequestID, _ content: String? = nil, for pbx: String) -> SQLStatement {
        SQLStatement(
            "INSERT INTO forwarded_orders (pbx, request, content) VALUES (?, ?, ?) RETURNING id",
            [.text(pbx), .text(request.text), .text(orNull: content)])
    }

    static func notification(_ word: BridgeSignals.Word) -> PostgreSQLStatement {
        PostgreSQLStatement("SELECT pg_notify($1, $2)", [.text(BridgeSignals.channel), .text(word.rawValue)])
    }
}
