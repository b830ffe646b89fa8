import ConcurrencyPrimitives
import Foundation
package import HelpDesk
import Logging
import PostgreSQL
import Storage

/// The sending side of order forwarding.
extension PostgreSQLOrderForwarding {
    /// Replaces a request's ID in an order that concerns no request.
    static let noRequest = ""
    /// The interval of checks for an answer whose notification was missed.
    private static let pause = Duration.milliseconds(500)

    package func forward(
        _ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?
    ) async throws -> OrderAnswer? {
        guard let pbx = ownership.knownID(of: pbx) else { return nil }
        let number = try await insert(order, to: request.text, for: pbx)
        guard order.isAnswered, let number else { return nil }
        return try await answerInTime(to: number)
    }

    package func forward(_ order: OwnerOrder, on pbx: String?) async throws -> OwnerAnswer? {
        guard let pbx = ownership.id(of: pbx), let number = try await insert(order, to: Self.noRequest, for: pbx) else {
            return nil
        }
        return try await answerInTime(to: number)
    }

    private func insert(_ order: some Encodable, to request: String, for pbx: String) async throws -> Int64? {
        let content = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        let row = try await execute([
            PostgreSQLStatement(Self.insertion(of: request, content, for: pbx)), Self.notification(.orders),
        ]).first
        return try row?.rows.first?.integer("id")
    }

    private func answerInTime<Answer: Decodable>(to number: Int64) async throws -> Answer? {
        do {
            return try await answer(to: number)
        } catch {
            takeBack(number)
            throw error
        }
    }

    private func answer<Answer: Decodable>(to number: Int64) async throws -> Answer? {
        let deadline = ContinuousClock.now + timeout
        while true {
            let heard = signals[.answers].value
            let row = try await database.rows(
                PostgreSQLStatement("SELECT answer FROM forwarded_orders WHERE id = $1", [.integer(number)]),
                on: database.calls
            ).first
            guard let row else { return nil }
            if row.text("answer") != nil || ContinuousClock.now >= deadline {
                // An order without an answer must not be executed later. The answer may have arrived just now.
                let last = try await execute([Self.removal(of: number)])[0].rows.first?.text("answer")
                return try last.flatMap { try JSONDecoder().decode(Answer?.self, from: Data($0.utf8)) }
            }
            await signals[.answers].wait(past: heard, atMost: Self.pause)
            try Task.checkCancellation()
        }
    }

    /// Removes an order whose answer is no longer awaited, for example because the task was cancelled.
    private func takeBack(_ number: Int64) {
        database.calls.submit([Self.removal(of: number)], isLast: true) { [logger] outcome in
            guard case .failure(let error) = outcome else { return }
            logger.debug("an order is left to grow old", metadata: ["number": "\(number)", "error": "\(error)"])
        }
    }

    private static func removal(of number: Int64) -> PostgreSQLStatement {
        PostgreSQLStatement("DELETE FROM forwarded_orders WHERE id = $1 RETURNING answer", [.integer(number)])
    }

    /// Returns the statement that adds an order for the owner of a PBX.
    ///
    /// - Parameters:
    ///   - request: the request's id, or ``noRequest``.
    ///   - content: the order; `nil` for a request that no bridge runs yet.
    static func insertion(of request: String, _ content: String? = nil, for pbx: String) -> SQLStatement {
        SQLStatement(
            "INSERT INTO forwarded_orders (pbx, request, content) VALUES (?, ?, ?) RETURNING id",
            [.text(pbx), .text(request), .text(orNull: content)])
    }

    static func notification(_ word: BridgeSignals.Word) -> PostgreSQLStatement {
        PostgreSQLStatement("SELECT pg_notify($1, $2)", [.text(BridgeSignals.channel), .text(word.rawValue)])
    }
}
