import ConcurrencyPrimitives
import HelpDesk
import NIOCore
import NIOPosix

/// A connection to Asterisk's manager interface: sends actions, matches answers to them, and passes on events.
final class AMISession: EndlessConnection {
    /// Why a connection failed or ended.
    struct Ended: ConnectionFailure, CustomStringConvertible {
        var reason: String
        /// Whether retrying alone is unlikely to help.
        var needsAttention = false
        let mayBeStarting = false

        var description: String { reason }
    }

    /// The maximum length of an answer that is a list, such as that of all channels.
    private static let maximumListLength = 1 << 16
    /// The events in such lists.
    ///
    /// Other events also have the id of the action that caused them.
    private static let items: Set<String> = ["CoreShowChannel", "BridgeListItem", "EndpointList", "PeerEntry"]

    typealias Socket = NIOAsyncChannel<AMIMessage, ByteBuffer>
    private typealias Waiter = AsyncStream<AMIMessage>.Continuation

    private struct State {
        /// The tasks that wait for answers, by the action's id.
        var waiters: [String: Waiter] = [:]
        var lastID = 0

        mutating func add(_ waiter: Waiter) -> Int {
            lastID += 1
            waiters[String(lastID)] = waiter
            return lastID
        }
    }

    private let socket: Socket
    private let timeout: Duration
    private let state = Locked(State())
    private let (outgoing, queue) = AsyncStream.makeStream(of: (id: Int, text: String).self)
    private let mayOrder: @Sendable () -> Bool

    /// - Parameter mayOrder: checked right before each action is sent; an action that may not be sent is never
    ///   answered.
    static func connect(
        _ configuration: AMIConfiguration, while mayOrder: @escaping @Sendable () -> Bool = { true }
    ) async throws -> AMISession {
        do {
            let socket = try await AsteriskConnection.bootstrap(timeout: configuration.timeout)
                .connect(host: configuration.host, port: configuration.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(AMIMessageDecoder()))
                        return try Socket(wrappingChannelSynchronously: channel)
                    }
                }
            return AMISession(socket, timeout: configuration.timeout, while: mayOrder)
        } catch {
            try Task.checkCancellation()
            throw Ended(
                reason: "no connection to Asterisk at \(configuration.host):\(configuration.port): "
                    + AsteriskConnection.reason(of: error))
        }
    }

    private init(_ socket: Socket, timeout: Duration, while mayOrder: @escaping @Sendable () -> Bool) {
        self.socket = socket
        self.mayOrder = mayOrder
        self.timeout = timeout
    }

    /// Follows the connection to its end; ends only by throwing.
    ///
    /// - Parameters:
    ///   - opened: runs concurrently with the reading; an error that it throws ends the connection.
    ///   - received: called with every event, in order.
    func follow(
        opened: @escaping @Sendable () async throws -> Void,
        received: @escaping @Sendable (AMIMessage) throws -> Void
    ) async throws -> Never {
        let ending: any Error = try await socket.executeThenClose { inbound, outbound in
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for try await message in inbound { try self.dispatch(message, received) }
                        throw Ended(reason: "the connection to Asterisk is lost")
                    }
                    group.addTask {
                        for await (id, text) in self.outgoing {
                            guard self.mayOrder() else {
                                self.state.withLock { $0.waiters[String(id)] }?.finish()
                                continue
                            }
                            try await outbound.write(ByteBuffer(string: text))
                        }
                    }
                    group.addTask { try await opened() }
                    while try await group.next() != nil {}
                }
                return Ended(reason: "the connection to Asterisk is lost")
            } catch {
                return error
            }
        }
        queue.finish()
        for waiter in state.withLock({ Array($0.waiters.values) }) { waiter.finish() }
        try Task.checkCancellation()
        throw ending as? Ended ?? Ended(reason: Self.words(for: ending))
    }

    private static func words(for error: any Error) -> String {
        (error as? TelephonyError)?.description ?? "the connection to Asterisk is lost: \(error)"
    }

    private func dispatch(_ message: AMIMessage, _ received: (AMIMessage) throws -> Void) throws {
        if let id = message["ActionID"],
            message["Response"] != nil && message["Event"] == nil || message["EventList"] != nil
                || message["Event"].map(Self.items.contains) == true, let waiter = state.withLock({ $0.waiters[id] })
        {
            waiter.yield(message)
        } else if message["Event"] != nil {
            try received(message)
        }
    }

    /// Sends an action and waits for its answer.
    ///
    /// - Throws: `PBXError.unanswered` if there was no answer.
    func send(_ action: AMIAction) async throws(PBXError) -> AMIMessage {
        guard let answer = await messages(action, until: { _ in true }).first else {
            throw .unanswered("\(action.name): no answer within \(timeout)")
        }
        return answer
    }

    /// Sends an action whose answer is a list of events.
    func list(_ action: AMIAction) async throws(PBXError) -> [AMIMessage] {
        let messages = await messages(action) { $0["EventList"] == "Complete" || $0["Response"] == "Error" }
        guard messages.last?["EventList"] == "Complete" else {
            // If the rest of a list is missing, its beginning says that it will follow.
            let refusal = messages.last.flatMap { $0["Response"] == "Error" ? $0["Message"] : nil }
            throw .unanswered("\(action.name): \(refusal ?? "no answer within \(timeout)")")
        }
        return messages.filter { $0["Event"] != nil && $0["EventList"] == nil }
    }

    private func messages(_ action: AMIAction, until isLast: @escaping @Sendable (AMIMessage) -> Bool) async
        -> [AMIMessage]
    {
        let (stream, waiter) = AsyncStream.makeStream(
            of: AMIMessage.self, bufferingPolicy: .bufferingOldest(Self.maximumListLength))
        let id = state.withLock { $0.add(waiter) }
        defer { state.withLock { $0.waiters[String(id)] = nil } }
        queue.yield((id, action.text(id: id)))
        return await withDeadline(.now + timeout) { () -> [AMIMessage] in
            var messages: [AMIMessage] = []
            for await message in stream {
                messages.append(message)
                if isLast(message) || messages.count == Self.maximumListLength { break }
            }
            return messages
        } ?? []
    }
}
