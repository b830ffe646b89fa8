public import Administration
import Foundation
public import HelpDesk
package import Logging
public import ServiceLifecycle

/// A log of what the CRMs were asked for each help request, and their answers.
///
/// A `Service`: traces are noted at once, in memory, and made and written a few times a second, so that no lookup waits
/// for them. What was noted is written before the service ends.
public struct SQLLookupTraceLog: LookupTraceLog, Service {
    /// The maximum number of days that a trace is kept; it is removed with its request if that is earlier.
    public static let keptDays = 30
    /// The maximum number of traces of a request.
    static let maximumPerRequest = 16
    /// The maximum size of a trace, in bytes; a larger one is stored without its bodies.
    static let maximumBytes = 32 * 1024
    static let table = "lookup_traces"

    private typealias Buffer = WriteBuffer<@Sendable () -> LookupTrace>

    private let database: any SQLDatabase
    private let logger: Logger
    private let buffer = Buffer()

    package init(database: any SQLDatabase, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    public func note(size: Int, _ make: @escaping @Sendable () -> LookupTrace) {
        buffer.add(make, size: size)
    }

    /// Writes the queued traces until the program stops, and then the rest.
    public func run() async throws {
        await buffer.run(write)
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

    @Sendable
    private func write(_ batch: Buffer.Batch) async {
        if batch.leftOut > 0 {
            logger.warning(
                "some lookup traces were dropped: too many at once", metadata: ["leftOut": "\(batch.leftOut)"])
        }
        guard !batch.entries.isEmpty else { return }
        do {
            // Creating many traces without their secrets takes a while, so it must not block the threads that serve
            // calls.
            let traces = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try batch.entries.map { make in
                    var trace = make()
                    trace.askedAt = database.clock.timestamp(of: trace.askedAt)
                    return try Self.bounded(trace)
                }
            }
            // Written even if this task is cancelled.
            try await database.writeInAnyCase { [seal = database.seal] db in try Self.write(traces, seal, db) }
        } catch {
            logger.error("lookups cannot be remembered", metadata: ["error": "\(error)"])
        }
    }

    private static func bounded(_ trace: LookupTrace) throws -> (trace: LookupTrace, text: String) {
        let text = try StoredJSON.text(trace)
        guard text.utf8.count > maximumBytes else { return (trace, text) }
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
            // The request may have been removed, and more traces than this do not help.
            let count = try db.value(
                Int.self,
                sql: """
                    SELECT (SELECT COUNT(*) FROM lookup_traces WHERE request = help_requests.id)
                    FROM help_requests WHERE id = ?
                    """, arguments: [request])
            guard let count, count < maximumPerRequest else { continue }
            let text = try Erasures.applied(to: text, of: request, db)
            // The seal includes the row's ID, which is known only after the insertion.
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
