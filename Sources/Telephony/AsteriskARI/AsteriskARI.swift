public import HelpDesk
public import Logging
public import NIOCore
public import ServiceLifecycle

/// Asterisk 16 to 22 through its REST interface: orders over HTTP, events over a WebSocket.
///
/// Run it as a service. Until it is connected, and whenever the connection is lost, every order except ``hangUp(_:)``
/// and ``destroy(_:)`` throws `PBXError.notConnected` without being sent: Asterisk would ring the phone and drop the
/// call at the answer, because our application does not exist without its event stream.
public final class AsteriskARI: PBX, PBXStatusProvider, Service {
    let output = CallOutput()
    let configuration: ARIConfiguration
    let client: ARIClient
    let contacts: ARIContacts
    /// The names of our objects on the PBX.
    let names: PBXNames
    public let access: PBXAccess
    private let decoder: ARIEventDecoder
    private let probe: ApplicationProbe
    private let box: PBXStatusBox
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: The settings of the connection and of the phones.
    ///   - names: The names that distinguish our channels from those of others.
    ///   - loop: The event loop for the REST calls; preferably the event loop of the calls for help.
    ///   - access: Whether the PBX may be followed and given orders.
    ///   - logger: Logs one line when the connection comes, goes or is refused, and when a phone's call ends.
    public init(
        _ configuration: ARIConfiguration, names: PBXNames, on loop: any EventLoop, access: PBXAccess = PBXAccess(),
        logger: Logger
    ) {
        self.configuration = configuration
        self.names = names
        self.access = access
        self.logger = logger
        decoder = ARIEventDecoder(names: names, logger: logger)
        client = ARIClient(
            configuration, names: names, on: loop,
            // Another bridge may own the PBX before an order is sent.
            condition: { access.isOpen })
        contacts = ARIContacts(configuration, client: client)
        probe = ApplicationProbe(configuration, client: client, logger: logger)
        box = PBXStatusBox("not connected to \(configuration.url) yet")
    }

    /// The events in Asterisk's order; ends when ``run()`` returns.
    public var events: AsyncStream<PBXEvent> { output.events }

    public var status: PBXStatus { box.value }

    public var supportsCoaching: Bool { true }

    /// Keeps the event stream open until the task is cancelled or a graceful shutdown begins.
    ///
    /// Calls are not affected.
    public func run() async throws {
        await output.run(box, access, logger) { channel throws(PBXError) in
            try await self.end(channel)
        } connection: {
            await self.stayConnected()
        }
    }

    private func stayConnected() async {
        var reconnection = Reconnection(configuration, afterOthers: access.isShared)
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
            let now = ContinuousClock.now
            let wasConnected = status.isConnected
            let step = reconnection.after(
                error, connectedFor: wasConnected ? start.duration(to: now) : nil, now: now,
                jitter: .random(in: ReconnectBackoff.jitter))
            let reason = step.reason.description
            box.set(isConnected: false, detail: reason)
            if wasConnected { output.tell(.disconnected(reason: reason)) }
            logger.log(
                // A takeover by another bridge is not an error.
                level: access.isOpen ? step.level : .notice, "\(reason)",
                metadata: ["url": "\(configuration.url)", "retryIn": "\(step.delay)"])
            do { try await Task.sleep(for: step.delay) } catch { return }
        }
    }

    /// Opens the event stream and follows it to its end.
    private func followOnce() async throws -> Never {
        let webSocket = try await EventStreamConnector(configuration: configuration).connect()
        let feed = EventFeed(output)
        let stream = EventStream(webSocket: webSocket, pingInterval: configuration.pingInterval)
        try await stream.follow {
            try await self.probe.probe()
            let snapshot: PBXSnapshot
            do {
                snapshot = try await self.client.snapshot()
            } catch {
                throw EventStreamError.lost("Asterisk did not list its channels: \(error)")
            }
            // A new channel may be listed before its event arrives; the probe's event follows that event.
            try await self.probe.probe()
            self.box.set(isConnected: true, detail: "connected to \(self.configuration.url)")
            self.logger.notice(
                "connected to Asterisk",
                metadata: ["url": "\(self.configuration.url)", "channels": "\(snapshot.channels.count)"])
            feed.open(with: snapshot)
            while true {
                try await Task.sleep(for: self.configuration.pingInterval)
                try await self.probe.probe()
            }
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
        case .probe: probe.heard()
        case .ignored: break
        }
    }
}
