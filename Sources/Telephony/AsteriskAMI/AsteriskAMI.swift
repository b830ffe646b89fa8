import ConcurrencyPrimitives
import Foundation
public import HelpDesk
public import Logging
public import ServiceLifecycle

/// Asterisk through its manager interface, for a PBX without ARI: the same port, with a few dialplan lines of our own
/// (`helpbridge pbx dialplan`) where our channels wait.
///
/// Prompts come from a directory that both see.
///
/// Run it as a service; while it is not connected, every order throws `PBXError.notConnected`.
public final class AsteriskAMI: PBX, PBXStatusProvider, Service {
    /// The time that an event may spend inside Asterisk.
    private static let settling = Duration.milliseconds(100)

    let output = CallOutput()
    let configuration: AMIConfiguration
    /// The names of our objects on the PBX.
    let names: PBXNames
    public let access: PBXAccess
    private let reader: AMIEventReader
    private let box: PBXStatusBox
    let logger: Logger
    /// `nil` while there is no connection, or it may not be used yet.
    private let session = Locked<AMISession?>(nil)
    let playbacks = Locked(AMIPlaybacks())

    /// - Parameters:
    ///   - configuration: the settings of the connection and of the phones.
    ///   - names: the names that distinguish our channels from those of others.
    ///   - access: whether the PBX may be followed and given orders.
    ///   - logger: logs one line when the connection comes, goes or is refused, and when a phone's call ends.
    public init(
        _ configuration: AMIConfiguration, names: PBXNames, access: PBXAccess = PBXAccess(), logger: Logger
    ) {
        self.configuration = configuration
        self.names = names
        self.access = access
        self.logger = logger
        reader = AMIEventReader(context: configuration.context, names: names, logger: logger)
        box = PBXStatusBox("not connected to \(configuration.host):\(configuration.port) yet")
    }

    public var events: AsyncStream<PBXEvent> { output.events }

    public var status: PBXStatus { box.value }

    /// Keeps the connection until the task is cancelled or a graceful shutdown begins.
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
        defer { session.withLock { $0 = nil } }
        var pace = ReconnectPace<AMISession.Ended>(configuration.reconnectTimes)
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let ended: AMISession.Ended
            do {
                try await followOnce()
            } catch let error as AMISession.Ended {
                ended = error
            } catch {
                return
            }
            session.withLock { $0 = nil }
            let wasConnected = status.isConnected
            box.set(isConnected: false, detail: ended.reason)
            if wasConnected { output.tell(.disconnected(reason: ended.reason)) }
            let now = ContinuousClock.now
            let (level, delay) = pace.after(
                ended, connectedFor: wasConnected ? start.duration(to: now) : nil, now: now,
                jitter: .random(in: ReconnectBackoff.jitter))
            logger.log(level: level, "\(ended.reason)", metadata: ["retryIn": "\(delay)"])
            do { try await Task.sleep(for: delay) } catch { return }
        }
    }

    private func followOnce() async throws -> Never {
        let session = try await AMISession.connect(configuration) { [access] in access.isOpen }
        let feed = EventFeed(output)
        let (failures, failed) = AsyncStream.makeStream(of: ChannelID.self)
        reader.forget()
        try await session.follow { [self] in
            let login = try await session.send(
                AMIAction(
                    "Login",
                    [
                        ("Username", configuration.username), ("Secret", configuration.password),
                        ("Events", "call,dtmf,user"),
                    ]))
            guard login["Response"] == "Success" else {
                throw AMISession.Ended(
                    reason: "Asterisk refused the login: compare pbx.ami.username and password with manager.conf",
                    needsAttention: true)
            }
            let (takenAt, steadyTakenAt) = (Date(), ContinuousClock.now)
            let channels = try await session.list(AMIAction("CoreShowChannels"))
            // Events of listed channels may arrive only after the list: no event is sent while it is written.
            try await settle(session)
            let found = try await missedCalls(in: channels, session)
            var snapshot = reader.snapshot(channels)
            snapshot.takenAt = takenAt
            snapshot.steadyTakenAt = steadyTakenAt
            reader.know(snapshot)
            self.session.withLock { $0 = session }
            box.set(isConnected: true, detail: "connected to \(configuration.host):\(configuration.port)")
            logger.notice(
                "connected to Asterisk's manager interface", metadata: ["channels": "\(snapshot.channels.count)"])
            playbacks.withLock { $0.follow(.synchronized(snapshot), name: output.channel) }
            feed.open(with: snapshot)
            reader.arrivals.withLock { $0.tell() }
            for call in found { feed.deliver(.arrived(call)) }
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await self.keepAlive(session) }
                for await channel in failures {
                    group.addTask {
                        try await self.settle(session)
                        if let end = self.reader.endOfUnseen(channel) { self.deliver(end, to: feed) }
                    }
                }
            }
        } received: { [self] message in
            for event in reader.events(message) { deliver(event, to: feed) }
            if let channel = reader.unseenFailure(message) { failed.yield(channel) }
        }
    }

    private func deliver(_ event: PBXEvent, to feed: EventFeed) {
        playbacks.withLock { $0.follow(event, name: output.channel) }
        feed.deliver(event)
    }

    /// Waits until events that are queued inside Asterisk have arrived: the action is answered after them.
    private func settle(_ session: AMISession) async throws {
        try await Task.sleep(for: Self.settling)
        _ = try await session.send(AMIAction("Ping"))
    }

    /// Ends a half-open connection, which would otherwise look alive forever.
    private func keepAlive(_ session: AMISession) async throws {
        while true {
            try await Task.sleep(for: configuration.pingInterval)
            _ = try await session.send(AMIAction("Ping"))
        }
    }

    /// Returns calls to our codes that came while there was no connection, and wait.
    private func missedCalls(in channels: [AMIMessage], _ session: AMISession) async throws -> [IncomingCall] {
        var calls: [IncomingCall] = []
        for message in reader.missedArrivals(in: channels) {
            guard let channel = message["Uniqueid"] else { continue }
            // The code itself was reported once; the channel knows what its phone dialled.
            let answer = try await session.send(
                AMIAction("Getvar", [("Channel", channel), ("Variable", "CALLERID(dnid)")]))
            if let call = answer["Value"].flatMap({ reader.found(message, code: $0) }) { calls.append(call) }
        }
        return calls
    }

    func send(_ name: String, _ fields: [(String, String)]) async throws(PBXError) -> AMIMessage {
        let action = try action(name, fields)
        return try await connected().send(action)
    }

    /// Requests the list of all objects of a kind.
    func list(_ name: String) async throws(PBXError) -> [AMIMessage] {
        let action = try action(name, [])
        return try await connected().list(action)
    }

    private func connected() throws(PBXError) -> AMISession {
        guard access.isOpen, let session = session.withLock({ $0 }) else { throw .notConnected }
        return session
    }

    private func action(_ name: String, _ fields: [(String, String)]) throws(PBXError) -> AMIAction {
        do {
            return try AMIAction(name, fields)
        } catch {
            throw .refused("\(error)")
        }
    }

    /// Returns the value of a variable or function on a channel.
    ///
    /// - Throws: `PBXError.gone` if there is no such channel.
    func value(_ variable: String, on channel: ChannelID) async throws(PBXError) -> String? {
        try await carryOut("Getvar", [("Channel", name(channel)), ("Variable", variable)])["Value"]
    }

    @discardableResult
    func carryOut(_ name: String, _ fields: [(String, String)]) async throws(PBXError) -> AMIMessage {
        let answer = try await send(name, fields)
        guard answer["Response"] != "Success" else { return answer }
        let reason = answer["Message"] ?? "no reason given"
        throw reason.localizedStandardContains("no such channel") || reason.localizedStandardContains("not exist")
            ? .gone : .refused("\(name): \(reason)")
    }

    /// Returns a channel's name on the PBX; for a call to several phones, the name of the channel that answered.
    func name(_ channel: ChannelID) -> String {
        names.onPBX(output.channel(of: channel))
    }
}
