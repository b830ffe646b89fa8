import ConcurrencyPrimitives
import Foundation
package import HelpDesk
package import Logging
import PostgreSQL
import Storage

/// Forwards requests and orders from the bridge that accepted them to the owner of their PBX, in a row for each, which
/// the owner claims.
package struct PostgreSQLOrderForwarding: OrderForwarding {
    /// How long a caller waits for an order's answer.
    ///
    /// An order is carried out only if there is time left to answer.
    static let timeout = Duration.seconds(5)
    /// How old one may be that is carried out whether or not somebody waits for it.
    private static let maximumAge = Duration.seconds(30)
    private static let batchSize: Int64 = 100

    let database: PostgreSQLDatabase
    let ownership: PostgreSQLOwnership
    let logger: Logger
    let timeout: Duration
    /// The work of a PBX that is in progress on this bridge.
    private struct Work: Sendable {
        var epoch: Int64
        /// The orders still to be answered.
        var numbers: Set<Int64> = []
        /// The rows of work that was handed out and needs no answer, which still have to be deleted.
        var done: Set<Int64> = []
    }

    private let inHand = Locked<[String: Work]>([:])

    /// - Parameters:
    ///   - database: The database that the bridges share.
    ///   - ownership: The PBXs that this bridge owns.
    ///   - logger: Logs orders that cannot be claimed or decoded.
    ///   - timeout: How long an order waits for its answer.
    package init(
        database: PostgreSQLDatabase, ownership: PostgreSQLOwnership, logger: Logger,
        timeout: Duration = Self.timeout
    ) {
        self.database = database
        self.ownership = ownership
        self.logger = logger
        self.timeout = timeout
    }

    var signals: BridgeSignals { ownership.signals }

    package func nextWork(under tenure: PBXTenure) async -> [ForwardedWork]? {
        guard let pbx = ownership.id(of: tenure.pbx) else { return nil }
        while tenure.isHeld, !Task.isCancelled {
            let heard = signals[.orders].value
            do {
                let work = try await claim(pbx, under: tenure)
                if !work.isEmpty { return work }
            } catch {
                // The next poll of the database signals that there is work.
                if !Task.isCancelled { logger.debug("no orders can be taken", metadata: ["error": "\(error)"]) }
            }
            await signals[.orders].wait(past: heard)
        }
        return nil
    }

    /// Claims pending work.
    ///
    /// Work that was claimed but not handed out, because the connection broke in between, is claimed again.
    private func claim(_ pbx: String, under tenure: PBXTenure) async throws -> [ForwardedWork] {
        let epoch = tenure.epoch
        let known = inHand.withLock { inHand in
            let work = inHand[pbx].flatMap { $0.epoch == epoch ? $0 : nil } ?? Work(epoch: epoch)
            inHand[pbx] = work
            return work
        }
        let rows = try await execute([
            PostgreSQLStatement(
                """
                UPDATE forwarded_orders SET epoch = $2
                WHERE id IN (
                        SELECT id FROM forwarded_orders
                        WHERE pbx = $1 AND epoch <= $2 AND answer IS NULL AND id <> ALL ($4)
                        ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
                    AND EXISTS (SELECT FROM pbx_owners WHERE pbx = $1 AND pbx_owners.epoch = $2 AND owner = $5)
                RETURNING id, request, content,
                    extract(epoch FROM clock_timestamp() - createdAt)::double precision AS age
                """,
                [
                    .text(pbx), .integer(epoch), .integer(Self.batchSize),
                    .integers(known.numbers.union(known.done).sorted()), .text(ownership.bridge),
                ])
        ])[0].rows.sorted { try $0.integer("id") < $1.integer("id") }
        guard !rows.isEmpty || !known.done.isEmpty else { return [] }
        let claimed = try read(rows)
        let accepted = try await flows(claimed.requests.keys.sorted(), under: tenure).map {
            ForwardedWork.request($0, age: claimed.requests[$0.id.text] ?? .zero)
        }
        // Deleted only once everything has been read. The next owner of the PBX finds the requests among the open ones.
        let done = known.done.union(claimed.done)
        let isDeleted = await delete(done)
        inHand.withLock { inHand in
            guard inHand[pbx]?.epoch == epoch else { return }
            inHand[pbx]?.numbers.formUnion(claimed.answered)
            inHand[pbx]?.done = isDeleted ? [] : done
        }
        return accepted + claimed.orders
    }

    /// The contents of claimed rows.
    private struct Claimed {
        /// The requests that other bridges accepted, with their ages by the server's clock.
        var requests: [String: Duration] = [:]
        var orders: [ForwardedWork] = []
        /// The rows of orders still to be answered.
        var answered: Set<Int64> = []
        /// The rows of everything else, and of orders that arrived too late.
        var done: Set<Int64> = []
    }

    private func read(_ rows: [PostgreSQLRow]) throws -> Claimed {
        var claimed = Claimed()
        for row in rows {
            let (number, request) = (try row.integer("id"), try row.string("request"))
            guard let content = row.text("content") else {
                claimed.requests[request] = .seconds(try row.real("age"))
                claimed.done.insert(number)
                continue
            }
            do {
                let (work, isKept) = try Self.order(number, content, of: request)
                let longest = isKept ? Self.maximumAge : timeout * 4 / 5
                guard let work, .seconds(try row.real("age")) < longest else {
                    claimed.done.insert(number)
                    continue
                }
                claimed.answered.insert(number)
                claimed.orders.append(work)
            } catch {
                // Possibly from a bridge of another version. The other orders are carried out.
                logger.error(
                    "a forwarded order cannot be read", metadata: ["request": "\(request)", "error": "\(error)"])
                claimed.done.insert(number)
            }
        }
        return claimed
    }

    /// - Returns: `false` if it is not known whether the rows were deleted. Their work is handed out anyway, since it
    ///   would be lost if they are gone.
    private func delete(_ numbers: Set<Int64>) async -> Bool {
        do {
            _ = try await execute([
                PostgreSQLStatement(
                    """
                    DELETE FROM forwarded_orders WHERE id = ANY ($1)
                        OR answer IS NOT NULL AND createdAt < clock_timestamp() - interval '1 minute'
                    """, [.integers(numbers.sorted())])
            ])
            return true
        } catch {
            logger.debug("what was given out is deleted later", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// - Returns: the order, and whether to carry it out even if its sender no longer waits for the answer.
    private static func order(
        _ number: Int64, _ content: String, of request: String
    ) throws -> (work: ForwardedWork?, isKept: Bool) {
        let data = Data(content.utf8)
        guard request != noRequest else {
            return (.ownerOrder(number: number, try JSONDecoder().decode(OwnerOrder.self, from: data)), false)
        }
        let order = try JSONDecoder().decode(ForwardedOrder.self, from: data)
        return (HelpRequestID(request).map { .order(number: number, order, $0) }, order.isKept)
    }

    private func flows(_ requests: [String], under tenure: PBXTenure) async throws -> [CallFlow] {
        guard !requests.isEmpty else { return [] }
        let rows = try await database.rows(
            PostgreSQLStatement(
                "SELECT id, flow, \(StoredFlow.terms) FROM help_requests WHERE isOpen AND id = ANY ($1) ORDER BY id",
                [.texts(requests)]), on: database.calls)
        return await OpenFlowReader(database: database, ownership: ownership, logger: logger)
            .flows(of: rows, under: tenure)
    }

    package func answer(_ number: Int64, with answer: OrderAnswer?) async throws {
        try await store(answer, of: number)
    }

    package func answer(_ number: Int64, with answer: OwnerAnswer) async throws {
        try await store(answer, of: number)
    }

    private func store(_ answer: some Encodable, of number: Int64) async throws {
        // An order whose answer cannot be stored is carried out again, which changes nothing.
        defer { inHand.withLock { for pbx in $0.keys { $0[pbx]?.numbers.remove(number) } } }
        let text = String(decoding: try JSONEncoder().encode(answer), as: UTF8.self)
        _ = try await execute([
            PostgreSQLStatement(
                "UPDATE forwarded_orders SET answer = $2 WHERE id = $1", [.integer(number), .text(text)]),
            Self.notification(.answers),
        ])
    }

    func execute(_ statements: [PostgreSQLStatement]) async throws -> [PostgreSQLResult] {
        do {
            return try await database.calls.execute(statements)
        } catch {
            throw StorageError.translating(error)
        }
    }
}
