import ConcurrencyPrimitives
import Synchronization

/// A pool of connections to PostgreSQL through libpq, all driven by one thread.
///
/// Connections are opened on demand, on threads that may block for name resolution and for one host after the other; a
/// broken connection is replaced. Statements that belong together are sent together, in libpq's pipeline mode.
///
/// ```swift
/// let pool = try PostgreSQLPool(
///     .init(url: "postgresql://helpbridge@db1,db2/helpbridge?target_session_attrs=read-write"))
/// let result = try await pool.query("SELECT name FROM departments WHERE id = $1", ["support"])
/// await pool.shutdown()
/// ```
///
/// End it with ``shutdown()``. Deinitialising a pool stops its thread too, without waiting for it.
public final class PostgreSQLPool: Sendable {
    private let configuration: Configuration
    /// The time that a statement may take.
    public var timeout: Duration { configuration.timeout }
    private let messages: MessageQueue<DriverMessage>
    private let thread: JoinableThread
    private let lastExchange = Atomic<Exchange.ID>(0)

    /// Starts the pool's thread; connections are opened on demand.
    ///
    /// - Parameter notified: called with the channel and payload of each `NOTIFY` to a listening connection, on the
    ///   pool's thread: it must return at once. To listen, use a pool of one connection, and execute `LISTEN` again on
    ///   each new one.
    /// - Throws: ``PostgreSQLError/invalid(_:)`` if the address is invalid, ``PostgreSQLError/unavailable(_:)``.
    public init(
        _ configuration: Configuration,
        notified: @escaping @Sendable (_ channel: String, _ payload: String) -> Void = { _, _ in }
    ) throws(PostgreSQLError) {
        self.configuration = configuration
        do {
            messages = try MessageQueue()
        } catch {
            throw .unavailable("\(error)")
        }
        let loop = try DriverLoop(configuration, messages: messages, notified: notified)
        do {
            thread = try JoinableThread(name: "postgresql") { loop.run() }
        } catch {
            throw .unavailable("\(error)")
        }
    }

    deinit {
        messages.post(.stop)
        thread.detach()
    }

    /// Executes one statement; its changes are on the server's disk when this returns.
    ///
    /// - Parameters:
    ///   - sql: one statement, with `$1`, `$2` … in place of its parameters.
    ///   - parameters: the values, which never become part of its text.
    /// - Throws: ``PostgreSQLError``; `CancellationError` at once if the calling task is cancelled, whether or not the
    ///   statement takes effect.
    @discardableResult
    public func query(_ sql: String, _ parameters: [PostgreSQLValue] = []) async throws -> PostgreSQLResult {
        try await perform([PostgreSQLStatement(sql, parameters)], .any).results[0]
    }

    /// Executes statements in one transaction, in one round trip to the server.
    ///
    /// - Returns: the result of each statement.
    /// - Throws: like ``query(_:_:)``.
    @discardableResult
    public func execute(_ statements: [PostgreSQLStatement]) async throws -> [PostgreSQLResult] {
        let whole = [PostgreSQLStatement("BEGIN")] + statements + [PostgreSQLStatement("COMMIT")]
        do {
            return try await perform(whole, .any).results.dropFirst().dropLast()
        } catch PostgreSQLError.refused(var message) {
            message.statement -= 1
            throw PostgreSQLError.refused(message)
        }
    }

    /// Checks a connection out for a transaction whose statements depend on one another's results.
    ///
    /// - Parameter body: the work; an error that it throws rolls the transaction back.
    /// - Throws: like ``query(_:_:)``, and what `body` throws.
    public func transaction<Value: Sendable>(
        _ body: (PostgreSQLTransaction) async throws -> Value
    ) async throws -> Value {
        let connection = try await perform([PostgreSQLStatement("BEGIN")], .checkOut).connection
        let value: Value
        do {
            value = try await body(PostgreSQLTransaction(pool: self, connection: connection))
        } catch {
            messages.post(.checkIn(connection))
            throw error
        }
        // Not cancellable: otherwise a cancelled caller could not know whether the transaction was committed.
        _ = try await withCheckedThrowingContinuation { caller in
            submit([PostgreSQLStatement("COMMIT")], .checkIn(connection)) { caller.resume(with: $0) }
        }
        return value
    }

    /// Fails every pending statement with ``PostgreSQLError/closed``, closes all connections and waits for the thread
    /// to end.
    ///
    /// May be called more than once; statements sent afterwards throw ``PostgreSQLError/closed``.
    public func shutdown() async {
        messages.post(.stop)
        await thread.join()
    }

    func perform(_ statements: [PostgreSQLStatement], _ place: Exchange.Place) async throws -> Exchange.Reply {
        try Task.checkCancellation()
        let id = newID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                submit(statements, place, id: id) { caller.resume(with: $0) }
                // The cancellation handler may have run before the exchange was submitted: then the message must be
                // sent again.
                if Task.isCancelled { messages.post(.cancel(id)) }
            }
        } onCancel: {
            messages.post(.cancel(id))
        }
    }

    private func submit(
        _ statements: [PostgreSQLStatement], _ place: Exchange.Place, id: Exchange.ID? = nil,
        completion: @escaping @Sendable (Result<Exchange.Reply, any Error>) -> Void
    ) {
        let exchange = Exchange(
            id: id ?? newID(), statements: statements, place: place, deadline: .now + configuration.timeout,
            completion: completion)
        if !messages.post(.submit(exchange)) { completion(.failure(PostgreSQLError.closed)) }
    }

    private func newID() -> Exchange.ID { lastExchange.add(1, ordering: .relaxed).newValue }
}

extension PostgreSQLPool {
    /// A checked-out connection of a caller without a task.
    package struct CheckedOutConnection: Sendable {
        fileprivate let id: ServerConnection.ID
    }

    package typealias Answer = (results: [PostgreSQLResult], connection: CheckedOutConnection)

    /// Executes statements and leaves their connection checked out, for a caller without a task, which cannot be
    /// cancelled.
    ///
    /// - Parameters:
    ///   - connection: the connection; `nil` checks one out.
    ///   - isLast: whether the connection is free again afterwards, whatever the result.
    ///   - completion: called once, on the pool's thread: it must return at once.
    package func submit(
        _ statements: [PostgreSQLStatement], on connection: CheckedOutConnection? = nil, isLast: Bool = false,
        completion: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) {
        let place: Exchange.Place =
            switch (connection, isLast) {
            case (nil, false): .checkOut
            case (nil, true): .any
            case (let connection?, false): .checkedOut(connection.id)
            case (let connection?, true): .checkIn(connection.id)
            }
        submit(statements, place) { reply in
            completion(reply.map { ($0.results, CheckedOutConnection(id: $0.connection)) })
        }
    }
}
