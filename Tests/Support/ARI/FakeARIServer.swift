import NIOCore
import NIOHTTP1
import NIOWebSocket

/// What a ``FakeARI`` knows and does. Used on its event loop only.
final class FakeARIServer: @unchecked Sendable {  // confined to its event loop
    /// Somebody who waits until something is so.
    private struct Waiter {
        var id: Int
        var isSatisfied: (FakeARIServer) -> Bool
        var promise: EventLoopPromise<Void>
    }

    let eventLoop: any EventLoop
    private(set) lazy var exchange = FakeARIExchange(settings, on: eventLoop) { [unowned self] in emit($0) }
    private let settings: FakeARISettings
    /// Whose each `Authorization` is.
    private let accounts: [String: String]

    private(set) var requests: [FakeARIRequest] = []
    var observation = FakeARIObservation() { didSet { changed() } }
    var fault: @Sendable (FakeARIRequest) -> FakeARIFault? = { _ in nil }
    /// With which status the event stream is refused, and ordinary calls are not.
    var eventStreamRefusal: Int?
    /// Those whose event streams are refused.
    var cutOffAccounts: Set<String> = []
    var answersPings = true
    var answersOpenings = true
    /// Events that are written in the same segment as the answer that opens the event stream.
    var greeting: [String] = []
    /// Whether an event is sent; by its JSON.
    var isSent: @Sendable (String) -> Bool = { _ in true }
    private var connections: [ObjectIdentifier: any Channel] = [:]
    private var streams: [any Channel] = []
    private var waiters: [Waiter] = []
    private var nextWaiter = 0

    init(_ settings: FakeARISettings, on eventLoop: any EventLoop) {
        self.settings = settings
        self.eventLoop = eventLoop
        accounts = Dictionary(
            uniqueKeysWithValues: ([settings.username] + settings.otherUsernames).map {
                ("Basic " + Base64.encode(Array("\($0):\(settings.password)".utf8)), $0)
            })
    }

    func isAuthorized(_ headers: HTTPHeaders) -> Bool {
        account(headers) != nil
    }

    /// Who asks.
    func account(_ headers: HTTPHeaders) -> String? {
        headers.first(name: "authorization").flatMap { accounts[$0] }
    }

    /// User events come by the clock, and would stand anywhere among the calls that a test compares.
    func record(_ request: FakeARIRequest) {
        guard !request.isUserEvent else {
            observation.userEvents += 1
            return
        }
        requests.append(request)
        changed()
    }

    func forgetRequests() {
        requests.removeAll(keepingCapacity: true)
    }

    func opened(connection: any Channel) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func closed(connection: any Channel) {
        connections[ObjectIdentifier(connection)] = nil
        guard let position = streams.firstIndex(where: { $0 === connection }) else { return }
        streams.remove(at: position)
        observation.openStreams -= 1
    }

    /// A further stream of the same application takes over: the one before stays open and gets nothing more.
    func opened(stream: any Channel) {
        if let previous = streams.last {
            write(FakeARIEvents.event("ApplicationReplaced", "\"applications\":[]"), to: previous)
        }
        streams.append(stream)
        for event in greeting { stream.write(Self.frame(.text, event), promise: nil) }
        observation.openStreams += 1
    }

    func emit(_ event: String) {
        guard let stream = streams.last, isSent(event) else { return }
        write(event, to: stream)
    }

    func sendPing() {
        streams.last?.writeAndFlush(Self.frame(.ping, "are you there"), promise: nil)
    }

    func closeStreams(politely: Bool) {
        for stream in streams {
            if politely {
                stream.writeAndFlush(Self.frame(.connectionClose, ""), promise: nil)
            } else {
                stream.close(promise: nil)
            }
        }
    }

    func closeConnections() {
        for connection in connections.values { connection.close(promise: nil) }
    }

    /// - Returns: The waiter's number, to give up by, and what is fulfilled when it is so.
    func wait(_ isSatisfied: @escaping (FakeARIServer) -> Bool) -> (id: Int, future: EventLoopFuture<Void>) {
        let promise = eventLoop.makePromise(of: Void.self)
        nextWaiter += 1
        waiters.append(Waiter(id: nextWaiter, isSatisfied: isSatisfied, promise: promise))
        changed()
        return (nextWaiter, promise.futureResult)
    }

    func giveUp(waiter id: Int) {
        guard let position = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: position).promise.fail(CancellationError())
    }

    func stop() {
        for waiter in waiters { waiter.promise.fail(CancellationError()) }
        waiters.removeAll()
        closeConnections()
    }

    private func write(_ event: String, to stream: any Channel) {
        stream.writeAndFlush(Self.frame(.text, event), promise: nil)
    }

    private func changed() {
        guard !waiters.isEmpty else { return }
        let (ready, waiting) = (waiters.filter { $0.isSatisfied(self) }, waiters.filter { !$0.isSatisfied(self) })
        waiters = waiting
        for waiter in ready { waiter.promise.succeed() }
    }

    private static func frame(_ opcode: WebSocketOpcode, _ text: String) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, data: ByteBuffer(string: text))
    }
}
