import NIOCore
import NIOPosix

/// A server on this machine that speaks the used part of Asterisk's REST interface, with scripted phones behind it.
///
/// Everything it knows lives on one event loop, so that it is cheap enough to be the peer of a latency measurement, and
/// so that events keep the order of the calls that caused them.
///
/// ```swift
/// try await FakeARI.run { ari in
///     await ari.setPhone("101", .answers())
///     ...
/// }
/// ```
public final class FakeARI: Sendable {
    /// Where it answers, such as `http://127.0.0.1:40123/ari`.
    public let url: String
    public let port: Int

    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop
    private let listener: any Channel
    private let server: FakeARIServer

    /// Starts a server; ``stop()`` ends it.
    public init(_ settings: FakeARISettings = FakeARISettings()) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let server = FakeARIServer(settings, on: eventLoop)
        do {
            listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try FakeARIConnection.configure(channel, server) }
                }
                .bind(host: "127.0.0.1", port: settings.port).get()
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        self.group = group
        self.eventLoop = eventLoop
        self.server = server
        port = listener.localAddress?.port ?? 0
        url = "http://127.0.0.1:\(port)/ari"
    }

    /// Runs a server as long as the body runs.
    public static func run<Result: Sendable>(
        _ settings: FakeARISettings = FakeARISettings(), _ body: (FakeARI) async throws -> Result
    ) async throws -> Result {
        let ari = try await FakeARI(settings)
        do {
            let result = try await body(ari)
            try await ari.stop()
            return result
        } catch {
            try await ari.stop()
            throw error
        }
    }

    /// Closes every connection and the port.
    public func stop() async throws {
        try await listener.close()
        await perform { $0.stop() }
        try await group.shutdownGracefully()
    }

    private func perform<Value: Sendable>(_ body: @escaping @Sendable (FakeARIServer) -> Value) async -> Value {
        let server = server
        return await withCheckedContinuation { continuation in
            eventLoop.execute { continuation.resume(returning: body(server)) }
        }
    }
}

/// What it saw.
extension FakeARI {
    /// The REST calls so far, in the order of their arrival, without those for user events.
    public var requests: [FakeARIRequest] {
        get async { await perform(\.requests) }
    }

    /// What it saw of the event stream.
    public var observation: FakeARIObservation {
        get async { await perform(\.observation) }
    }

    /// How often each phone was rung.
    public var ringCounts: [String: Int] {
        get async { await perform(\.exchange.ringCounts) }
    }

    /// Each phone that was rung, in the order of the orders.
    public var rings: [FakeARIRing] {
        get async { await perform(\.exchange.rings) }
    }

    /// Forgets the calls recorded so far.
    public func forgetRequests() async {
        await perform { $0.forgetRequests() }
    }

    /// Waits for a REST call, or finds one that has come already.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the server stops.
    @discardableResult
    public func request(where matches: @escaping @Sendable (FakeARIRequest) -> Bool) async throws -> FakeARIRequest {
        try await wait { $0.requests.contains(where: matches) }
        guard let request = await requests.first(where: matches) else { throw CancellationError() }
        return request
    }

    /// Waits until what it saw of the event stream is as wanted.
    public func observation(where matches: @escaping @Sendable (FakeARIObservation) -> Bool) async throws {
        try await wait { matches($0.observation) }
    }

    private func wait(_ isSatisfied: @escaping @Sendable (FakeARIServer) -> Bool) async throws {
        let waiter = await perform { $0.wait(isSatisfied) }
        try await withTaskCancellationHandler {
            try await waiter.future.get()
        } onCancel: {
            let server = server
            eventLoop.execute { server.giveUp(waiter: waiter.id) }
        }
    }
}

/// What it does.
extension FakeARI {
    /// Changes what a phone does from its next call on.
    public func setPhone(_ number: String, _ phone: FakePhone) async {
        await perform { $0.exchange.phones[number] = phone }
    }

    public func setPlaying(_ playing: FakeARISettings.Playing) async {
        await perform { $0.exchange.playing = playing }
    }

    /// Names media whose playing fails.
    public func setUnplayable(_ isUnplayable: @escaping @Sendable (String) -> Bool) async {
        await perform { $0.exchange.isUnplayable = isUnplayable }
    }

    /// Lets REST calls go wrong.
    public func setFault(_ fault: @escaping @Sendable (FakeARIRequest) -> FakeARIFault?) async {
        await perform { $0.fault = fault }
    }

    /// Refuses every further opening of the event stream with that status; `nil` lets them in again.
    public func refuseEventStreams(status: Int?) async {
        await perform { $0.eventStreamRefusal = status }
    }

    /// Refuses every further opening of the event stream to these accounts.
    public func cutOff(_ accounts: Set<String>) async {
        await perform { $0.cutOffAccounts = accounts }
    }

    /// Sends these events in the same segment as the answer to the next openings of the event stream.
    public func setGreeting(_ events: [String]) async {
        await perform { $0.greeting = events }
    }

    /// Chooses, by its JSON, which event is sent; the others are lost.
    public func setEventFilter(_ isSent: @escaping @Sendable (String) -> Bool) async {
        await perform { $0.isSent = isSent }
    }

    /// Leaves openings of the event stream without an answer, or not.
    public func setAnswersOpenings(_ answers: Bool) async {
        await perform { $0.answersOpenings = answers }
    }

    public func setAnswersPings(_ answers: Bool) async {
        await perform { $0.answersPings = answers }
    }

    /// Sends any text as an event.
    public func send(event: String) async {
        await perform { $0.emit(event) }
    }

    public func sendPing() async {
        await perform { $0.sendPing() }
    }

    /// Breaks the TCP connections of the event streams.
    public func dropEventStreams() async {
        await perform { $0.closeStreams(politely: false) }
    }

    /// Ends the event streams by a close frame.
    public func closeEventStreams() async {
        await perform { $0.closeStreams(politely: true) }
    }

    /// Another program of the same Asterisk rings a phone.
    ///
    /// - Parameter isOurs: whether the call comes into the driver's application all the same.
    public func call(_ phone: String, as channel: String, inApplication isOurs: Bool = false) async {
        await perform { $0.exchange.call(phone, as: channel, inApplication: isOurs) }
    }

    /// The ids of the channels that it has.
    public var channels: Set<String> {
        get async { await perform { $0.exchange.channels } }
    }

    /// Lets a phone begin to ring.
    public func ring(_ channel: String) async {
        await perform { $0.exchange.ring(channel) }
    }

    /// Lets a phone answer.
    public func answer(_ channel: String) async {
        await perform { $0.exchange.answer(channel) }
    }

    /// Ends a channel with a Q.850 cause: 16 hung up, 17 busy, 21 declined, …
    public func end(_ channel: String, cause: Int) async {
        await perform { $0.exchange.end(channel, cause: cause) }
    }

    /// Presses a key on a phone.
    public func press(_ key: String, on channel: String) async {
        await perform { $0.exchange.press(key, on: channel) }
    }

    /// Ends a recording, with what was recorded; `nil` lets it fail.
    public func finish(recording name: String, file: String?) async {
        await perform { $0.exchange.finish(recording: name, file: file) }
    }

    /// Puts a file into the spool of recordings.
    public func store(_ file: String, as name: String) async {
        await perform { $0.exchange.store(file, as: name) }
    }

    /// The names of the recordings that lie in the spool.
    public var storedRecordings: Set<String> {
        get async { await perform { Set($0.exchange.stored.keys) } }
    }

    /// Ends a playback; the state is `done` or `failed`.
    public func finish(playback: String, state: String = "done") async {
        await perform { $0.exchange.finish(playback, state: state) }
    }
}
