import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends REST calls to one Asterisk over kept connections, on the event loop that also runs calls for help, so that an
/// order wakes up no other thread.
final class ARIConnectionPool: Sendable {
    private struct State {
        var idle: [ARIConnection] = []
        /// The number of connections, including those that are being opened.
        var count = 0
        /// Calls that wait for a connection, the oldest first.
        var waiting = CircularBuffer<ARIExchange>()
    }

    /// Asterisk's HTTP server accepts 100 connections at once (`sessionlimit` in http.conf), including the event
    /// streams.
    private static let maximumConnections = 64
    /// A firewall may silently forget an idle connection.
    private static let maximumIdleTime = TimeAmount.seconds(60)

    private let configuration: ARIConfiguration
    private let headers: HTTPHeaders
    private let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    init(_ configuration: ARIConfiguration, on loop: any EventLoop) {
        self.configuration = configuration
        self.loop = loop
        headers = [
            "Host": configuration.authority, "Authorization": configuration.authorization, "User-Agent": "HelpBridge",
        ]
        state = .makeBoxSendingValue(State(), eventLoop: loop)
    }

    /// Sends a call and waits for the whole answer.
    ///
    /// A call may be sent twice, if it was sent on a connection kept from an earlier call that is closed without an
    /// answer. Asterisk recognizes repeated orders by their ids.
    ///
    /// - Throws: ``ARIRequestFailure``, `CancellationError`.
    func send(_ request: ARIRequest) async throws -> ARIResponse {
        let exchange = ARIExchange(request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                if loop.inEventLoop {
                    begin(exchange, caller)
                } else {
                    loop.execute { self.begin(exchange, caller) }
                }
            }
        } onCancel: {
            exchange.cancel()
        }
    }

    private func begin(_ exchange: ARIExchange, _ caller: CheckedContinuation<ARIResponse, any Error>) {
        let deadline = loop.scheduleTask(in: TimeAmount(exchange.request.timeout)) { exchange.timeOut() }
        if exchange.begin(caller, until: deadline) { dispatch(exchange) }
    }

    private func dispatch(_ exchange: ARIExchange) {
        while let connection = state.value.idle.popLast() {
            if connection.isFree, .now() - connection.idleSince < Self.maximumIdleTime {
                return carry(exchange, on: connection)
            }
            connection.close()
        }
        if state.value.count < Self.maximumConnections {
            connect(for: exchange)
        } else {
            state.value.waiting.append(exchange)
        }
    }

    private func carry(_ exchange: ARIExchange, on connection: ARIConnection) {
        guard !exchange.isOver else { return freed(connection) }
        guard exchange.mayGoOut else {
            exchange.withhold()
            return freed(connection)
        }
        connection.carry(exchange)
    }

    private func connect(for exchange: ARIExchange) {
        state.value.count += 1
        AsteriskConnection.bootstrap(on: loop, timeout: configuration.connectTimeout)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ARIConnection(self, headers: headers))
                }
            }
            .connect(host: configuration.host, port: configuration.port)
            .flatMapThrowing { channel in
                let connection = try channel.pipeline.syncOperations.handler(type: ARIConnection.self)
                // A connection that was closed before it became active is never reported as inactive.
                let id = ObjectIdentifier(connection)
                channel.closeFuture.whenComplete { [weak self] _ in self?.closed(id) }
                self.carry(exchange, on: connection)
            }
            .whenFailure { error in
                let reason = "\(self.configuration.authority): \(AsteriskConnection.reason(of: error))"
                exchange.fail(ARIRequestFailure.unreachable(reason))
                self.left()
            }
    }

    /// Removes a connection from the count, and opens a new connection if a call waits.
    private func left() {
        state.value.count -= 1
        if let next = nextWaiting() { connect(for: next) }
    }

    private func nextWaiting() -> ARIExchange? {
        while let next = state.value.waiting.popFirst() {
            guard !next.isOver else { continue }
            if next.mayGoOut { return next }
            next.withhold()
        }
        return nil
    }

    // MARK: Reports of connections, on the event loop

    /// Reuses a connection, which can carry another call.
    func freed(_ connection: ARIConnection) {
        if let next = nextWaiting() {
            carry(next, on: connection)
        } else {
            state.value.idle.append(connection)
        }
    }

    private func closed(_ connection: ObjectIdentifier) {
        state.value.idle.removeAll { ObjectIdentifier($0) == connection }
        left()
    }

    /// Sends a call over a new connection after its connection was closed without an answer.
    func `repeat`(_ exchange: ARIExchange) {
        exchange.repeats()
        connect(for: exchange)
    }
}
