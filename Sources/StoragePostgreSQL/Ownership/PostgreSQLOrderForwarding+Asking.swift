import ConcurrencyPrimitives
import Foundation
package import HelpDesk
import Logging
import PostgreSQL
import Storage

/// The asking bridge's side.
extension PostgreSQLOrderForwarding {
    /// The request's id in the row of an order that concerns no request.
    static let noRequest = ""
    /// The interval at which an answer is polled for if no signal arrives.
    private static let pause = Duration.milliseconds(500)

    package func forward(
        _ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?
    ) async throws -> OrderAnswer? {
        guard let pbx = ownership.knownID(of: pbx) else { return nil }
        guard let number = try await insert(order, to: request.text, for: pbx) else { return nil }
        return try await answerInTime(to: number, isKept: order.isKept)
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

    /// - Parameter isKept: whether the order is to be carried out even if no answer arrives in time.
    private func answerInTime<Answer: Decodable>(
        to number: Int64, isKept: Bool = false
    ) async throws -> Answer? {
        do {
            return try await answer(to: number, isKept: isKept)
        } catch {
            guard isKept else {
                takeBack(number)
                throw error
            }
            if Task.isCancelled { throw error }
            // The order is carried out anyway: a client that saw an error would press again.
            logger.debug(
                "a kept order's answer cannot be read", metadata: ["number": "\(number)", "error": "\(error)"])
            return nil
        }
    }

    private func answer<Answer: Decodable>(to number: Int64, isKept: Bool) async throws -> Answer? {
        let deadline = ContinuousClock.now + timeout
        while true {
            let heard = signals[.answers].value
            let row = try await database.rows(
                PostgreSQLStatement("SELECT answer FROM forwarded_orders WHERE id = $1", [.integer(number)]),
                on: database.calls
            ).first
            guard let row else { return nil }
            let isAnswered = row.text("answer") != nil
            let isLate = ContinuousClock.now >= deadline
            if isLate, isKept, !isAnswered { return nil }
            if isLate || isAnswered {
                // An unanswered order must not be carried out later. The answer may have just arrived.
                let last = try await execute([Self.removal(of: number)])[0].rows.first?.text("answer")
                return try last.flatMap { try JSONDecoder().decode(Answer?.self, from: Data($0.utf8)) }
            }
            await signals[.answers].wait(past: heard, atMost: Self.pause)
            try Task.checkCancellation()
        }
    }

    /// Deletes an order that no caller waits for any more, for example because the task was cancelled.
    private func takeBack(_ number: Int64) {
        database.calls.submit([Self.removal(of: number)], isLast: true) { [logger] outcome in
            guard case .failure(let error) = outcome else { return }
            logger.debug(
                "an unanswered order could not be deleted", metadata: ["number": "\(number)", "error": "\(error)"])
        }
    }

    private static func removal(of number: Int64) -> PostgreSQLStatement {
        PostgreSQLStatement("DELETE FROM forwarded_orders WHERE id = $1 RETURNING answer", [.integer(number)])
    }

    /// Returns the statement that adds an order for the owner of a PBX.
    ///
    /// - Parameters:
    ///   - request: The request's id, or ``noRequest``.
    ///   - content: The order; `nil` for a request that no bridge runs yet.
    ///   - pbx: The PBX's id.
    static func insertion(of request: String, _ content: String? = nil, for pbx: String) -> SQLStatement {
        SQLStatement(
            "INSERT INTO forwarded_orders (pbx, request, content) VALUES (?, ?, ?) RETURNING id",
            [.text(pbx), .text(request), .text(orNull: content)])
    }

    static func notification(_ word: BridgeSignals.Word) -> PostgreSQLStatement {
        PostgreSQLStatement("SELECT pg_notify($1, $2)", [.text(BridgeSignals.channel), .text(word.rawValue)])
    }
}
