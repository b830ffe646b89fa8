public import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk
package import Logging
public import ServiceLifecycle

/// Remembers what the CRMs were asked for each help request, and what they said.
///
/// A `Service`: traces are noted at once, in memory, and made and written a few times a second, so that no lookup waits for
/// them. What was noted is written before the service ends.
public struct LookupTraces: LookupTraceLog, Service {
    /// For how many days a trace is kept at the most; it goes with its request, if that goes earlier.
    public static let keptDays = 30
    /// How many are kept of one request.
    static let mostOfRequest = 16
    /// How large one may be; a larger one is kept without its bodies.
    static let largest = 32 * 1024
    /// How much may wait to be written; what comes beyond it is left out.
    private static let longestQueue = 500
    private static let largestQueue = 16 * 1024 * 1024
    static let table = "lookup_traces"
    private static let pause = Duration.milliseconds(200)

    private struct Queue: Sendable {
        var entries: [@Sendable () -> LookupTrace] = []
        var size = 0
        var leftOut = 0
    }

    private let database: any SQLDatabase
    private let logger: Logger
    private let queue = Locked(Queue())
    private let arrivals: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    package init(database: any SQLDatabase, logger: Logger) {
        self.database = database
        self.logger = logger
        (arrivals, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    public func note(size: Int, _ make: @escaping @Sendable () -> LookupTrace) {
        queue.withLock { queue in
            guard queue.entries.count < Self.longestQueue, queue.size + size <= Self.largestQueue else {
                queue.leftOut += 1
                return
            }
            queue.entries.append(make)
            queue.size += size
        }
        bell.yield()
    }

    /// Writes what is noted until the program is stopped, and then the rest.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in arrivals {
                await write()
                // Those that come meanwhile share the next write. When it is cut short, the loop ends by itself.
                try? await Task.sleep(for: Self.pause)
            }
        }
        await write()
    }

    public func traces(of request: HelpRequestID) async throws -> [LookupTrace] {
        try await database.read { db in
            let rows = try db.rows(
                sql: "SELECT * FROM lookup_traces WHERE request = ? ORDER BY id",
                arguments: [request.text])
            return database.damage.readable(rows, of: Self.table, key: "id") { row in
                try Self.trace(row, database.seal)
            }
        }
    }

    static func trace(_ row: SQLRow, _ seal: SecretSeal) throws -> LookupTrace {
        let id: Int64 = try row.value("id")
        return try StoredJSON.value(try seal.openText(try row.value("trace"), at: .lookupTrace(id)))
    }

    private func write() async {
        let batch = queue.withLock { queue in
            defer { queue = Queue() }
            return queue
        }
        if batch.leftOut > 0 {
            logger.warning("lookups came too fast to be remembered", metadata: ["leftOut": "\(batch.leftOut)"])
        }
        guard !batch.entries.isEmpty else { return }
        do {
            let traces = try batch.entries.map { try Self.bounded($0()) }
            // What was noted is written.
            try await database.writeInAnyCase { [seal = database.seal] db in try Self.write(traces, seal, db) }
        } catch {
            logger.error("lookups cannot be remembered", metadata: ["error": "\(error)"])
        }
    }

    private static func bounded(_ trace: LookupTrace) throws -> (trace: LookupTrace, text: String) {
        let text = try StoredJSON.text(trace)
        guard text.utf8.count > largest else { return (trace, text) }
        var bare = trace
        bare.trace.exchanges = trace.trace.exchanges?.map { exchange in
            var bare = exchange
            (bare.requestBody, bare.responseBody) = ("", "")
            (bare.requestHeaders, bare.responseHeaders) = ([], [])
            return bare
        }
        return (bare, try StoredJSON.text(bare))
    }

    private static func write(
        _ traces: [(trace: LookupTrace, text: String)], _ seal: SecretSeal, _ db: any SQLTransaction
    ) throws {
        for (trace, text) in traces {
            let request = trace.request.text
            // A request may be gone by now, and more than these are no help.
            let count = try db.value(
                Int.self,
                sql: """
                    SELECT (SELECT COUNT(*) FROM lookup_traces WHERE request = help_requests.id)
                    FROM help_requests WHERE id = ?
                    """, arguments: [request])
            guard let count, count < mostOfRequest else { continue }
            let text = try Erasures.applied(to: text, of: request, db)
            // The seal names the row, whose id is known once it is there.
            let id = try db.value(
                Int64.self,
                sql: "INSERT INTO lookup_traces (request, source, askedAt, trace) VALUES (?, ?, ?, '') RETURNING id",
                arguments: [request, trace.source, trace.askedAt.storedMilliseconds])
            guard let id else { throw StorageError.failed("the database gave a trace no id") }
            try db.execute(
                sql: "UPDATE lookup_traces SET trace = ? WHERE id = ?",
                arguments: [try seal.seal(text, at: .lookupTrace(id), db), id])
        }
    }
}
