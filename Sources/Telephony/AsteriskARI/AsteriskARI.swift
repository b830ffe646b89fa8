public import CurlHTTP
public import HelpDesk
public import Logging
public import ServiceLifecycle

/// Asterisk 16 to 22 through its REST interface: orders over HTTP, events over a WebSocket.
///
/// Run it as a service. Until it is connected, and whenever the connection is lost, every order but
/// ``hangUp(_:)`` and ``destroy(_:)`` throws `PBXError.notConnected` without being sent: Asterisk would ring the phone and
/// drop the call at the answer, because our application does not exist without its event stream.
public final class AsteriskARI: PBX, PBXStatusProvider, Service {
    /// What happens, in Asterisk's order; ends when ``run()`` returns.
    ///
    /// Unbounded: a lost event would leave a call hanging, and a call makes a few dozen at most, so that what waits
    /// here is bounded by the number of open requests.
    public let events: AsyncStream<PBXEvent>

    private let output: AsyncStream<PBXEvent>.Continuation
    private let configuration: ARIConfiguration
    private let client: ARIClient
    private let decoder = ARIEventDecoder()
    private let box: PBXStatusBox
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: Where Asterisk is and how phones are dialled.
    ///   - http: Sends the REST calls.
    ///   - logger: Gets one line when the connection comes, goes or is refused.
    public init(_ configuration: ARIConfiguration, http: any HTTPClient, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        client = ARIClient(configuration, http: http)
        box = PBXStatusBox("not connected to \(configuration.url) yet")
        (events, output) = AsyncStream.makeStream()
    }

    public var status: PBXStatus { box.value }

    public var supportsCoaching: Bool { true }

    /// Keeps the event stream open until the task is cancelled or a graceful shutdown begins. Calls are left alone.
    public func run() async throws {
        defer {
            box.set(isConnected: false, detail: "stopped")
            output.finish()
        }
        await cancelWhenGracefulShutdown { await self.stayConnected() }
    }

    private func stayConnected() async {
        var failures = 0
        var lastComplaint: EventStreamError?
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let error: EventStreamError
            do {
                try await followOnce()
            } catch let streamError as EventStreamError {
                error = streamError
            } catch {
                return
            }
            let wasConnected = status.isConnected
            box.set(isConnected: false, detail: error.description)
            if wasConnected { output.yield(.disconnected(reason: error.description)) }
            if wasConnected, start.duration(to: .now) >= configuration.stablePeriod { failures = 0 }
            failures += 1
            let delay =
                error.needsAttention
                ? configuration.refusedRetryDelay
                : ReconnectBackoff().delay(afterFailures: failures, jitter: .random(in: ReconnectBackoff.jitter))
            let isRepetition = !wasConnected && error == lastComplaint
            lastComplaint = error
            logger.log(
                level: error.needsAttention ? .error : isRepetition ? .debug : .warning, "\(error)",
                metadata: ["pbx": "\(configuration.url)", "retryIn": "\(delay)"])
            do { try await Task.sleep(for: delay) } catch { return }
        }
    }

    /// Opens the event stream and follows it to its end.
    private func followOnce() async throws -> Never {
        let webSocket = try await EventStreamConnector(configuration: configuration).connect()
        let feed = EventFeed(output)
        let stream = EventStream(webSocket: webSocket, pingInterval: configuration.pingInterval)
        try await stream.follow {
            let snapshot: PBXSnapshot
            do {
                snapshot = try await self.client.snapshot()
            } catch {
                throw EventStreamError.lost("Asterisk did not list its channels: \(error)")
            }
            self.box.set(isConnected: true, detail: "connected to \(self.configuration.url)")
            self.logger.notice(
                "connected to Asterisk",
                metadata: ["pbx": "\(self.configuration.url)", "channels": "\(snapshot.channels.count)"])
            feed.open(with: snapshot)
        } received: { bytes in
            try self.receive(bytes, feed)
        }
    }

    private func receive(_ bytes: some Collection<UInt8>, _ feed: EventFeed) throws {
        let event: ARIEvent
        do {
            event = try decoder.decode(bytes)
        } catch {
            logger.error(
                "an event that cannot be read was skipped",
                metadata: ["reason": "\(error)", "event": "\(String(decoding: bytes.prefix(300), as: UTF8.self))"])
            return
        }
        switch event {
        case .happened(let happening): feed.deliver(happening)
        case .applicationReplaced: throw EventStreamError.replaced
        case .ignored: break
        }
    }
}

extension AsteriskARI {
    /// - Throws: `PBXError.offline` when no phone is registered there, `.refused` when Asterisk will not dial it,
    ///   `.unanswered` when it may or may not ring, `.notConnected`.
    public func originate(_ order: Origination) async throws(PBXError) {
        let response = try await send(
            .post, ["channels", order.channel.text],
            query: [
                ("endpoint", configuration.endpoint.replacing("{extension}", with: order.number.text)),
                ("app", configuration.application),
                ("appArgs", order.channel.text),
                // 0 and below would ring without an end.
                ("timeout", String(max(1, order.timeoutSeconds))),
                ("callerId", CallerID.format(name: order.callerName, number: order.callerNumber)),
                ("originator", order.originator?.text),
            ], body: order.answersItself ? Self.autoAnswer : [])
        switch response.status {
        case 200...299: return
        // The id is in use: it is our own call, ordered before.
        case 409: return
        // Asterisk's only word for a phone that is not registered, an endpoint that does not exist, or a bad one.
        case 500 where response.problem == "Allocation failed": throw .offline
        case 404: throw .refused("404: \(response.problem)")
        default: throw response.pbxError
        }
    }

    /// - Throws: `PBXError.gone` when the caller has hung up, `.refused`, `.unanswered`, `.notConnected`.
    public func answer(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.post, ["channels", channel.text, "answer"])
    }

    /// - Throws: `PBXError.refused`, `.unanswered`, `.notConnected`.
    public func state(of number: DialableNumber) async throws(PBXError) -> DeviceState {
        let device = configuration.endpoint.replacing("{extension}", with: number.text)
        let response = try await send(.get, ["deviceStates", device])
        guard response.isSuccess else { throw response.pbxError }
        return switch try client.decode(ARIMessage.DeviceState.self, from: response, of: "deviceStates").state {
        case "NOT_INUSE": .idle
        case "RINGING": .ringing
        case "INUSE", "BUSY", "RINGINGINUSE", "ONHOLD": .inUse
        case "UNAVAILABLE": .unavailable
        default: .unknown
        }
    }

    /// - Throws: `PBXError.gone` when it is over already, `.refused`, `.unanswered`, `.notConnected`.
    public func stop(_ playback: PlaybackID) async throws(PBXError) {
        try await carryOut(.delete, ["playbacks", playback.text])
    }

    /// - Throws: `PBXError.refused`, `.unanswered`, `.notConnected`.
    public func liveCall(
        of number: DialableNumber, apartFrom others: [ChannelID]
    ) async throws(PBXError) -> ChannelID? {
        guard status.isConnected else { throw .notConnected }
        let prefix = configuration.endpoint.replacing("{extension}", with: number.text) + "-"
        let calls = try await client.channels().filter { channel in
            channel.state == "Up" && !channel.isOurs && channel.name?.hasPrefix(prefix) == true
                && !others.contains(ChannelID(channel.id))
        }
        // Of two calls the one that has a party, then the one that came last.
        let call = calls.max { left, right in
            let parties = [left, right].map { $0.connected?.number.isEmpty == false }
            return parties[0] == parties[1]
                ? (left.creationtime ?? "") < (right.creationtime ?? "") : !parties[0] && parties[1]
        }
        return call.map { ChannelID($0.id) }
    }

    /// - Throws: `PBXError.gone` when the call is over, `.refused`, `.unanswered`, `.notConnected`.
    public func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError) {
        let response = try await send(
            .post, ["channels", target.text, "snoop", channel.text],
            query: [
                ("app", configuration.application), ("appArgs", channel.text), ("spy", "both"),
                ("whisper", mode.whisper),
            ])
        // The id is in use: it is our own listener, ordered before.
        guard response.isSuccess || response.status == 409 else { throw response.pbxError }
    }

    /// - Throws: `PBXError.gone` when the channel is, `.refused`, `.unanswered`, `.notConnected`. A prompt that cannot be
    ///   played is no error here: its end comes as an unsuccessful `playbackFinished`.
    public func play(
        _ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID
    ) async throws(PBXError) {
        guard let media = configuration.prompts.media(for: prompt) else {
            throw .refused("'\(prompt.digest)' is not the digest of a prompt")
        }
        try await carryOut(
            .post, ["channels", channel.text, "play", playback.text], query: [("media", media)])
    }

    public func startRinging(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.post, ["channels", channel.text, "ring"])
    }

    public func stopRinging(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.delete, ["channels", channel.text, "ring"])
    }

    /// - Throws: `PBXError.gone` when one of the channels is, `.refused` when one of them has not answered,
    ///   `.unanswered`, `.notConnected`.
    public func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError) {
        // The id belongs in the path: as a parameter, Asterisk 16 makes a second bridge under the same id (measured).
        let created = try await send(.post, ["bridges", bridge.text], query: [("type", "mixing")])
        // It is there already: 409 in Asterisk 22; in 16 a 500, which adding the channels tells from a real failure.
        guard created.isSuccess || created.status == 409 || created.status == 500 else { throw created.pbxError }
        let added = try await send(
            .post, ["bridges", bridge.text, "addChannel"],
            query: [("channel", channels.map(\.text).joined(separator: ","))])
        switch added.status {
        case 200...299: return
        // The bridge could not be made after all.
        case 404 where !created.isSuccess: throw created.pbxError
        // A channel that is dead.
        case 400: throw .gone
        default: throw added.pbxError
        }
    }

    /// Ends the bridge; its channels live on.
    ///
    /// - Throws: `PBXError.gone` when there is none, `.refused`, `.unanswered`.
    public func destroy(_ bridge: BridgeID) async throws(PBXError) {
        try await carryOut(.delete, ["bridges", bridge.text], evenWithoutEvents: true)
    }

    /// - Throws: `PBXError.gone` when it is over already, `.refused`, `.unanswered`.
    public func hangUp(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.delete, ["channels", channel.text], evenWithoutEvents: true)
    }

    /// The headers by which phones of all makes are told to pick up by themselves.
    private static let autoAnswer = Array(
        #"""
        {"variables":{"PJSIP_HEADER(add,Call-Info)":"<sip:helpbridge>;answer-after=0",\#
        "PJSIP_HEADER(add,Alert-Info)":"<http://helpbridge>;info=alert-autoanswer;delay=0"}}
        """#.utf8)

    private func carryOut(
        _ method: HTTPRequest.Method, _ path: [String], query: [(name: String, value: String?)] = [],
        evenWithoutEvents: Bool = false
    ) async throws(PBXError) {
        let response = try await send(method, path, query: query, evenWithoutEvents: evenWithoutEvents)
        guard response.isSuccess else { throw response.pbxError }
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: [String], query: [(name: String, value: String?)] = [],
        body: [UInt8] = [], evenWithoutEvents: Bool = false
    ) async throws(PBXError) -> HTTPResponse {
        guard evenWithoutEvents || status.isConnected else { throw .notConnected }
        return try await client.send(method, path, query: query, body: body)
    }
}

extension CallMode {
    /// Whom the listener on the operator's channel lets hear what is said to it: `out` is the phone that the channel
    /// belongs to (measured: `in` would let the customer hear it).
    fileprivate var whisper: String {
        switch self {
        case .whisper, .consult: "out"
        case .barge: "both"
        case .listen: "none"
        }
    }
}
