import ConcurrencyPrimitives
import Foundation
package import HelpDesk
package import Logging
import PostgreSQL
import Storage

/// Brings requests and orders from the bridge that has accepted them to the one that owns their PBX: a row for each, which the
/// owner claims.
package struct PostgreSQLOrderForwarding: OrderForwarding {
    /// How long an order waits for its answer, and how old one may be that is still carried out, in seconds.
    private static let patience = Duration.seconds(5)
    private static let longestAge = 30.0
    /// How often is looked for an answer of which no word has come.
    private static let pause = Duration.milliseconds(500)
    private static let batchSize: Int64 = 100

    private let database: PostgreSQLDatabase
    private let ownership: PostgreSQLOwnership
    private let logger: Logger
    /// The orders that are being carried out here, by PBX, and in which epoch of it.
    private let inHand = Locked<[String: (epoch: Int64, numbers: Set<Int64>)]>([:])

    package init(database: PostgreSQLDatabase, ownership: PostgreSQLOwnership, logger: Logger) {
        self.database = database
        self.ownership = ownership
        self.logger = logger
    }

    private var signals: BridgeSignals { ownership.signals }

    // MARK: On the side of the one who asks

    package func forward(
        _ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?
    ) async throws -> OrderAnswer? {
        guard let pbx = ownership.knownID(of: pbx) else { return nil }
        let content = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        let row = try await execute([
            PostgreSQLStatement(Self.insertion(of: request, content, for: pbx)), Self.notification(.orders),
        ]).first
        guard order.isAnswered, let number = try row?.rows.first?.integer("id") else { return nil }
        return try await answer(to: number)
    }

    private func answer(to number: Int64) async throws -> OrderAnswer? {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let heard = signals[.answers].value
            let row = try await database.rows(
                PostgreSQLStatement("SELECT answer FROM forwarded_orders WHERE id = $1", [.integer(number)])
            ).first
            guard let row else { return nil }
            if let answer = row.text("answer") {
                _ = try await execute([
                    PostgreSQLStatement("DELETE FROM forwarded_orders WHERE id = $1", [.integer(number)])
                ])
                return try JSONDecoder().decode(OrderAnswer?.self, from: Data(answer.utf8))
            }
            guard ContinuousClock.now < deadline else { return nil }
            await signals[.answers].wait(past: heard, atMost: Self.pause)
            try Task.checkCancellation()
        }
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

    // MARK: On the owner's side

    package func nextWork(under tenure: PBXTenure) async -> [ForwardedWork]? {
        guard let pbx = ownership.id(of: tenure.pbx) else { return nil }
        while tenure.isHeld, !Task.isCancelled {
            let heard = signals[.orders].value
            do {
                let work = try await claim(pbx, under: tenure)
                if !work.isEmpty { return work }
            } catch {
                // The next look at the database tells that there is something.
                if !Task.isCancelled { logger.debug("no orders can be taken", metadata: ["error": "\(error)"]) }
            }
            await signals[.orders].wait(past: heard)
        }
        return nil
    }

    /// Takes what nobody has in hand. What was claimed and not given out, since the connection broke in between, is claimed
    /// once more.
    private func claim(_ pbx: String, under tenure: PBXTenure) async throws -> [ForwardedWork] {
        let epoch = tenure.epoch
        let known = inHand.withLock { inHand in
            if inHand[pbx]?.epoch != epoch { inHand[pbx] = (epoch, []) }
            return inHand[pbx]?.numbers ?? []
        }
        let rows = try await execute([
            PostgreSQLStatement(
                """
                UPDATE forwarded_orders SET epoch = $2
                WHERE id IN (
                        SELECT id FROM forwarded_orders
                        WHERE pbx = $1 AND epoch <= $2 AND answer IS NULL AND id <> ALL ($5)
                        ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
                    AND EXISTS (SELECT FROM pbx_owners WHERE pbx = $1 AND pbx_owners.epoch = $2 AND owner = $6)
                RETURNING id, request, content,
                    createdAt < clock_timestamp() - make_interval(secs => $4) AS isOld
                """,
                [
                    .text(pbx), .integer(epoch), .integer(Self.batchSize), .real(Self.longestAge),
                    .integers(known.sorted()), .text(ownership.bridge),
                ])
        ])[0].rows.sorted { try $0.integer("id") < $1.integer("id") }
        guard !rows.isEmpty else { return [] }
        var requests: [String] = []
        var orders: [ForwardedWork] = []
        var done: [Int64] = []
        var answered: Set<Int64> = []
        for row in rows {
            let (number, request) = (try row.integer("id"), try row.string("request"))
            guard let content = row.text("content") else {
                requests.append(request)
                done.append(number)
                continue
            }
            guard try !row.bool("isOld"), let id = HelpRequestID(request) else {
                done.append(number)
                continue
            }
            do {
                let order = try JSONDecoder().decode(ForwardedOrder.self, from: Data(content.utf8))
                if order.isAnswered { answered.insert(number) } else { done.append(number) }
                orders.append(.order(number: number, order, id))
            } catch {
                // Of a bridge of another version, perhaps. The others are carried out.
                logger.error(
                    "a forwarded order cannot be read", metadata: ["request": "\(request)", "error": "\(error)"])
                done.append(number)
            }
        }
        let accepted = try await flows(requests, under: tenure).map { ForwardedWork.request($0) }
        // Not before all of it is here. Whoever owns the PBX next finds the requests with the open ones.
        _ = try await execute([
            PostgreSQLStatement(
                """
                DELETE FROM forwarded_orders WHERE id = ANY ($1)
                    OR answer IS NOT NULL AND createdAt < clock_timestamp() - interval '1 minute'
                """, [.integers(done)])
        ])
        inHand.withLock { if $0[pbx]?.epoch == epoch { $0[pbx]?.numbers.formUnion(answered) } }
        return accepted + orders
    }

    private func flows(_ requests: [String], under tenure: PBXTenure) async throws -> [CallFlow] {
        guard !requests.isEmpty else { return [] }
        let rows = try await database.rows(
            PostgreSQLStatement(
                "SELECT id, flow, \(StoredFlow.terms) FROM help_requests WHERE isOpen AND id = ANY ($1) ORDER BY id",
                [.texts(requests)]))
        return await OpenFlowReader(database: database, ownership: ownership, logger: logger)
            .flows(of: rows, under: tenure)
    }

    package func answer(_ number: Int64, with answer: OrderAnswer?) async throws {
        // One whose answer cannot be stored is carried out once more, which changes nothing.
        defer { inHand.withLock { for pbx in $0.keys { $0[pbx]?.numbers.remove(number) } } }
        let text = String(decoding: try JSONEncoder().encode(answer), as: UTF8.self)
        _ = try await execute([
            PostgreSQLStatement(
                "UPDATE forwarded_orders SET answer = $2 WHERE id = $1", [.integer(number), .text(text)]),
            Self.notification(.answers),
        ])
    }

    private func execute(_ statements: [PostgreSQLStatement]) async throws -> [PostgreSQLResult] {
        do {
            return try await database.pool.execute(statements)
        } catch {
            throw StorageError.translating(error)
        }
    }
}
