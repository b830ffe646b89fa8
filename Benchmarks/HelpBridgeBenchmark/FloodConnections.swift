import NIOCore
import NIOHTTP1
import NIOPosix

/// A load generator that sends calls for help at a fixed rate over persistent connections, regardless of the answers.
///
/// It must use far less of the machine than the bridge, or it measures itself: a single event loop does all the work,
/// and nothing here may be used outside of it.
final class FloodConnections {
    /// The maximum number of connections; more would use up the bridge's memory rather than its time.
    static let maximumCount = 1000
    /// The maximum time to wait for the last answers.
    private static let timeout = TimeAmount.seconds(60)

    let loop: any EventLoop
    private let address: SocketAddress
    private let head: HTTPRequestHead
    /// Returns the body of a call by its number.
    private let body: @Sendable (Int) -> String
    private let rate: Int
    private let total: Int
    private let began = NIODeadline.now()
    private let done: EventLoopPromise<Flood.Result>
    private var result = Flood.Result()
    private var idle: [FloodConnection] = []
    private var issued = 0
    private var underWay = 0

    private init(
        _ loop: any EventLoop, _ address: SocketAddress, _ token: String, rate: Int, seconds: Int,
        body: @escaping @Sendable (Int) -> String
    ) {
        self.loop = loop
        self.address = address
        self.body = body
        self.rate = rate
        total = rate * seconds
        head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: "/v1/help-requests",
            headers: [
                "Host": "127.0.0.1", "Authorization": "Bearer \(token)", "Content-Type": "application/json",
            ])
        done = loop.makePromise()
    }

    /// - Parameters:
    ///   - port: the bridge's port on loopback.
    ///   - rate: the calls per second.
    ///   - body: returns the JSON of a call by its number.
    static func send(
        to port: Int, token: String, rate: Int, for seconds: Int, body: @escaping @Sendable (Int) -> String
    ) async throws -> Flood.Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        let result = try await loop.flatSubmit {
            let flood = FloodConnections(loop, address, token, rate: rate, seconds: seconds, body: body)
            flood.issueDue()
            return flood.done.futureResult
        }.get()
        try await group.shutdownGracefully()
        return result
    }

    private func issueDue() {
        let elapsed = NIODeadline.now() - began
        let due = min(total, Int(Double(elapsed.nanoseconds) / 1_000_000_000 * Double(rate)))
        while issued < due {
            issue(issued)
            issued += 1
        }
        guard issued == total else {
            loop.assumeIsolated().scheduleTask(in: .milliseconds(1)) { self.issueDue() }
            return
        }
        loop.assumeIsolated().scheduleTask(in: Self.timeout) { self.giveUp() }
        if underWay == 0 { giveUp() }
    }

    private func issue(_ number: Int) {
        guard underWay < Self.maximumCount else {
            result.unsent += 1
            return
        }
        underWay += 1
        let now = NIODeadline.now()
        if let connection = idle.popLast() { return connection.send(head, body(number), at: now) }
        ClientBootstrap(group: loop).channelInitializer { [loop] channel in
            loop.makeCompletedFuture { try channel.pipeline.syncOperations.addHTTPClientHandlers() }
        }.connect(to: address).assumeIsolated().whenComplete { connected in
            switch connected {
            case .success(let channel):
                let connection = FloodConnection(of: self)
                do {
                    try channel.pipeline.syncOperations.addHandler(connection)
                    connection.send(self.head, self.body(number), at: now)
                } catch {
                    self.answered(nil, isFair: false, after: .zero)
                }
            case .failure: self.answered(nil, isFair: false, after: .zero)
            }
        }
    }

    /// - Parameters:
    ///   - status: the status of the answer; `nil` if there was none.
    ///   - isFair: whether the client is told to retry.
    func answered(_ status: Int?, isFair: Bool, after time: TimeAmount) {
        underWay -= 1
        if status == 202 {
            result.accepted.record(.nanoseconds(time.nanoseconds))
        } else {
            result.shed[status ?? 0, default: 0] += 1
            if !isFair { result.unfair += 1 }
        }
        if underWay == 0, issued == total { giveUp() }
    }

    func isIdle(_ connection: FloodConnection) {
        idle.append(connection)
    }

    func isGone(_ connection: FloodConnection) {
        idle.removeAll { $0 === connection }
    }

    /// Counts the calls still in flight as unanswered, and completes the result.
    private func giveUp() {
        if underWay > 0 { result.shed[0, default: 0] += underWay }
        result.unfair += underWay
        done.succeed(result)
    }
}
