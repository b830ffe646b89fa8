import NIOCore
import NIOWebSocket

/// One connection of the event stream, from its opening to its end.
struct EventStream: EndlessConnection {
    let webSocket: EventStreamConnector.WebSocket
    /// The interval between pings.
    let pingInterval: Duration

    /// Follows the stream to its end; ends only by throwing.
    ///
    /// - Parameters:
    ///   - opened: Runs concurrently with the reading; an error that it throws ends the stream.
    ///   - received: Called with every message, in order.
    /// - Throws: ``EventStreamError``, which also carries errors of `opened` or `received`, or `CancellationError`.
    func follow(
        opened: @escaping @Sendable () async throws -> Void,
        received: @escaping @Sendable (ByteBufferView) throws -> Void
    ) async throws -> Never {
        // A value, not an error: an error from closing the channel afterwards does not explain why the stream ended.
        let ending: any Error = try await webSocket.executeThenClose { inbound, outbound in
            do {
                let liveness = Liveness()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await Self.read(inbound, answering: outbound, liveness: liveness, received: received)
                    }
                    group.addTask { try await probe(outbound, liveness: liveness) }
                    group.addTask { try await opened() }
                    // Not `waitForAll`, which would wait for the others before it reports an error.
                    while try await group.next() != nil {}
                }
                return EventStreamError.lost("it ended")
            } catch {
                return error
            }
        }
        try Task.checkCancellation()
        throw ending as? EventStreamError ?? EventStreamError.lost("\(ending)")
    }

    private static func read(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        answering outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, liveness: Liveness,
        received: @Sendable (ByteBufferView) throws -> Void
    ) async throws {
        for try await frame in inbound {
            liveness.heard()
            switch frame.opcode {
            case .text, .binary:
                try received(frame.unmaskedData.readableBytesView)
            case .ping:
                try await outbound.write(.fromClient(.pong, frame.unmaskedData))
            case .connectionClose:
                try await outbound.write(.fromClient(.connectionClose, frame.unmaskedData))
                throw EventStreamError.lost("Asterisk closed it")
            default:
                break
            }
        }
        try Task.checkCancellation()
        throw EventStreamError.lost("Asterisk went away")
    }

    /// Sends pings, without which a half-open TCP connection would look alive forever.
    private func probe(
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, liveness: Liveness
    ) async throws {
        while true {
            try await Task.sleep(for: pingInterval)
            guard liveness.beginProbe() else {
                throw EventStreamError.lost("no answer to a ping within \(pingInterval)")
            }
            try await outbound.write(.fromClient(.ping, ByteBuffer()))
        }
    }
}
