import ConcurrencyPrimitives
import DequeModule
import Glibc

/// The event loop that owns the connections; runs on the driver's thread only.
final class DriverLoop: @unchecked Sendable {  // made on one thread, then used on the driver's alone
    private let configuration: PostgreSQLPool.Configuration
    private let settings: ConnectionSettings
    private let messages: MessageQueue<DriverMessage>
    private let connectors: ThreadPool
    private let notified: @Sendable (_ channel: String, _ payload: String) -> Void
    private var connections: [ServerConnection.ID: ServerConnection] = [:]
    private var idle: [ServerConnection.ID] = []
    private var lastConnection: ServerConnection.ID = 0
    private var waiting: Deque<Exchange> = []
    private var backoff: Backoff
    /// The number of connections being opened.
    private var connecting = 0
    private var isStopping = false

    init(
        _ configuration: PostgreSQLPool.Configuration, messages: MessageQueue<DriverMessage>,
        notified: @escaping @Sendable (_ channel: String, _ payload: String) -> Void
    ) throws(PostgreSQLError) {
        self.notified = notified
        self.configuration = configuration
        self.messages = messages
        settings = try ConnectionSettings(configuration)
        connectors = ThreadPool(count: configuration.maximumConnections, name: "postgresql-dial")
        backoff = Backoff(configuration.backoff)
    }

    /// Serves the queue until a stop message arrives, then fails what is pending and closes every connection.
    func run() {
        while true {
            handleMessages()
            if isStopping { break }
            expire(at: .now)
            connectAsNeeded(at: .now)
            poll()
        }
        shutDown()
    }

    private func handleMessages() {
        for message in messages.drain() {
            switch message {
            case .submit(let exchange): begin(exchange)
            case .cancel(let id): cancel(id)
            case .checkIn(let id): checkIn(id)
            case .connected(let result): connected(result)
            case .stop: isStopping = true
            }
        }
    }

    // MARK: Exchanges

    private func begin(_ exchange: Exchange) {
        switch exchange.place {
        case .any, .checkOut:
            guard let id = idle.popLast(), let connection = connections[id] else { return waiting.append(exchange) }
            send(exchange, on: connection)
        case .checkedOut(let id), .checkIn(let id):
            guard let connection = connections[id], case .checkedOut = connection.state else {
                return exchange.completion(.failure(PostgreSQLError.connectionLost("the server has ended it")))
            }
            send(exchange, on: connection)
        }
    }

    private func send(_ exchange: Exchange, on connection: ServerConnection) {
        connection.state = .working(for: exchange)
        attempt(connection) { connection throws(PostgreSQLError) in try connection.send(exchange.statements) }
    }

    private func advance(_ connection: ServerConnection) {
        attempt(connection) { connection throws(PostgreSQLError) in
            let isKept: Bool
            switch connection.state {
            case .idle, .checkedOut: return try connection.listen()
            case .unattended(let isCheckedOut, _):
                guard try connection.advance() != nil else { return }
                isKept = isCheckedOut
            case .working(let exchange):
                guard let outcome = try connection.advance() else { return }
                // A connection whose check-out or commit failed is rolled back like any other.
                isKept = exchange.isKept(after: outcome)
                connection.state = .checkedOut
                exchange.completion(
                    outcome.map { Exchange.Reply(results: $0, connection: connection.id) }.mapError { $0 as any Error })
                if case .failure(let error) = outcome, error.isOfServer { return drop(connection, because: error) }
            }
            connection.state = .checkedOut
            if !isKept || connection.isCheckedIn { free(connection) }
        }
    }

    /// Frees a connection for the next exchange, after a rollback if a transaction is open.
    private func free(_ connection: ServerConnection) {
        connection.isCheckedIn = false
        guard !connection.isInTransaction else {
            connection.state = .unattended(isCheckedOut: false, deadline: .now + configuration.timeout)
            return attempt(connection) { connection throws(PostgreSQLError) in
                try connection.send([PostgreSQLStatement("ROLLBACK")])
            }
        }
        connection.state = .idle
        idle.append(connection.id)
        if let next = waiting.popFirst() { begin(next) }
    }

    private func checkIn(_ id: ServerConnection.ID) {
        guard let connection = connections[id] else { return }
        switch connection.state {
        case .checkedOut: free(connection)
        case .working, .unattended: connection.isCheckedIn = true
        case .idle: break
        }
    }

    /// Detaches an exchange from its cancelled caller; statements that were already sent are still executed.
    private func cancel(_ id: Exchange.ID) {
        if let place = waiting.firstIndex(where: { $0.id == id }) {
            waiting.remove(at: place).completion(.failure(CancellationError()))
        } else if let (connection, exchange) = working().first(where: { $0.exchange.id == id }) {
            let isCheckedOut = if case .checkedOut = exchange.place { true } else { false }
            connection.state = .unattended(isCheckedOut: isCheckedOut, deadline: exchange.deadline)
            exchange.completion(.failure(CancellationError()))
        }
    }

    private func working() -> [(connection: ServerConnection, exchange: Exchange)] {
        connections.values.compactMap { connection in
            guard case .working(let exchange) = connection.state else { return nil }
            return (connection, exchange)
        }
    }

    private func expire(at now: ContinuousClock.Instant) {
        while let overdue = waiting.firstIndex(where: { $0.deadline <= now }) {
            waiting.remove(at: overdue).completion(.failure(PostgreSQLError.timedOut(.connection)))
        }
        for connection in Array(connections.values) {
            if let deadline = connection.deadline, deadline <= now { drop(connection, because: .timedOut(.answer)) }
        }
    }

    // MARK: Connections

    private func attempt(_ connection: ServerConnection, _ work: (ServerConnection) throws(PostgreSQLError) -> Void) {
        do throws(PostgreSQLError) {
            try work(connection)
        } catch {
            drop(connection, because: error)
        }
    }

    private func drop(_ connection: ServerConnection, because error: PostgreSQLError) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        idle.removeAll { $0 == connection.id }
        connection.close()
        if case .working(let exchange) = connection.state { exchange.completion(.failure(error)) }
    }

    private func connectAsNeeded(at now: ContinuousClock.Instant) {
        guard backoff.isOver(at: now) else { return }
        let room = configuration.maximumConnections - connections.count
        // While the server is unreachable, one attempt at a time is enough.
        let most = backoff.hasFailed ? min(1, room) : room
        while connecting < min(waiting.count, most) {
            connecting += 1
            connectors.start { [settings, messages] in
                let result = Result { () throws(PostgreSQLError) in try settings.connect() }
                // The loop has ended and no longer takes the connection.
                if !messages.post(.connected(result)), case .success(let handle) = result { handle.close() }
            }
        }
    }

    private func connected(_ result: Result<ConnectionHandle, PostgreSQLError>) {
        connecting -= 1
        switch result {
        case .success(let handle):
            backoff.succeed()
            lastConnection += 1
            let connection = ServerConnection(id: lastConnection, handle: handle, notified: notified)
            connections[connection.id] = connection
            free(connection)
        case .failure(let error):
            backoff.fail(at: .now)
            guard connections.isEmpty, connecting == 0 else { return }
            // No connection is left to wait for, so the waiting exchanges fail at once.
            while let exchange = waiting.popFirst() { exchange.completion(.failure(error)) }
        }
    }

    private func poll() {
        guard let queue = messages.readableDescriptor else { return }
        let polled = Array(connections.values)
        var descriptors = [pollfd(fd: queue, events: Int16(POLLIN), revents: 0)]
        for connection in polled {
            let events = connection.wantsToWrite ? POLLIN | POLLOUT : POLLIN
            descriptors.append(pollfd(fd: connection.descriptor, events: Int16(events), revents: 0))
        }
        guard Glibc.poll(&descriptors, nfds_t(descriptors.count), timeout(at: .now)) > 0 else { return }
        for (connection, descriptor) in zip(polled, descriptors.dropFirst()) where descriptor.revents != 0 {
            // Handling one connection may have dropped another.
            if connections[connection.id] != nil { advance(connection) }
        }
    }

    /// Returns the milliseconds until the next deadline; -1 if there is none.
    private func timeout(at now: ContinuousClock.Instant) -> Int32 {
        let deadlines = waiting.map(\.deadline) + connections.values.compactMap(\.deadline)
        let next = [deadlines.min(), waiting.isEmpty || connecting > 0 ? nil : backoff.end].compactMap(\.self).min()
        guard let next else { return -1 }
        // Rounded up, so that the deadline has passed when `poll` returns.
        return Int32(clamping: max(0, (next - now).wholeMilliseconds) + 1)
    }

    private func shutDown() {
        for message in messages.close() {
            switch message {
            case .submit(let exchange): waiting.append(exchange)
            case .connected(.success(let handle)): handle.close()
            case .connected(.failure), .cancel, .checkIn, .stop: break
            }
        }
        while let exchange = waiting.popFirst() { exchange.completion(.failure(PostgreSQLError.closed)) }
        for connection in Array(connections.values) { drop(connection, because: .closed) }
    }
}

extension PostgreSQLError {
    /// Whether the error means that this server should no longer be used.
    fileprivate var isOfServer: Bool {
        ["57P01", "57P02", "57P03", "25006"].contains(sqlState)
    }
}
