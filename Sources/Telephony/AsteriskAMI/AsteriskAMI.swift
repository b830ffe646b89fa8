import Foundation
public import HelpDesk
public import Logging
public import ServiceLifecycle

/// Asterisk through its manager interface, for a PBX that offers no ARI: the same port, with a few lines of dialplan of
/// our own (`helpbridge pbx dialplan`) in which our channels wait. Prompts come from a directory that both see.
///
/// Run it as a service; while it is not connected, every order throws `PBXError.notConnected`.
public final class AsteriskAMI: PBX, PBXStatusProvider, Service, @unchecked Sendable {  // what changes is under `lock`
    private let output = CallOutput()
    let configuration: AMIConfiguration
    /// What is ours on the PBX, and what it is called there.
    let names: PBXNames
    private let reader: AMIEventReader
    private let box: PBXStatusBox
    let logger: Logger
    private let lock = NSLock()
    private var session: AMISession?
    private var playbacks = AMIPlaybacks()

    /// - Parameters:
    ///   - configuration: where Asterisk is and how phones are dialled.
    ///   - names: by which our channels are told from those of others.
    ///   - logger: gets one line when the connection comes, goes or is refused, and when a phone's call ends.
    public init(_ configuration: AMIConfiguration, names: PBXNames, logger: Logger) {
        self.configuration = configuration
        self.names = names
        self.logger = logger
        reader = AMIEventReader(context: configuration.context, names: names, logger: logger)
        box = PBXStatusBox("not connected to \(configuration.host):\(configuration.port) yet")
    }

    public var events: AsyncStream<PBXEvent> { output.events }

    public var status: PBXStatus { box.value }

    /// Keeps the connection until the task is cancelled or a graceful shutdown begins. Calls are left alone.
    public func run() async throws {
        defer {
            box.set(isConnected: false, detail: "stopped")
            output.finish()
        }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await self.output.dismiss(self.logger) { channel throws(PBXError) in
                        try await self.end(channel)
                    }
                }
                await self.stayConnected()
                group.cancelAll()
            }
        }
    }

    private func stayConnected() async {
        var failures = 0
        while !Task.isCancelled {
            let ended: AMISession.Ended
            do {
                try await followOnce()
            } catch let error as AMISession.Ended {
                ended = error
            } catch {
                return
            }
            lock.withLock { session = nil }
            let wasConnected = status.isConnected
            box.set(isConnected: false, detail: ended.reason)
            if wasConnected {
                output.tell(.disconnected(reason: ended.reason))
                failures = 0
            }
            failures += 1
            let delay =
                ended.needsAttention
                ? configuration.refusedRetryDelay
                : ReconnectBackoff().delay(afterFailures: failures, jitter: .random(in: ReconnectBackoff.jitter))
            logger.log(
                level: ended.needsAttention ? .error : .warning, "\(ended.reason)", metadata: ["retryIn": "\(delay)"])
            do { try await Task.sleep(for: delay) } catch { return }
        }
    }

    private func followOnce() async throws -> Never {
        let session = try await AMISession.connect(configuration)
        let feed = EventFeed(output)
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
            let takenAt = Date()
            var snapshot = reader.snapshot(try await session.list(AMIAction("CoreShowChannels")))
            snapshot.takenAt = takenAt
            reader.know(snapshot)
            lock.withLock { self.session = session }
            box.set(isConnected: true, detail: "connected to \(configuration.host):\(configuration.port)")
            logger.notice(
                "connected to Asterisk's manager interface", metadata: ["channels": "\(snapshot.channels.count)"])
            lock.withLock { playbacks.follow(.synchronized(snapshot), name: output.channel) }
            feed.open(with: snapshot)
            // A half-open connection would otherwise look alive for ever.
            while true {
                try await Task.sleep(for: configuration.pingInterval)
                _ = try await session.send(AMIAction("Ping"))
            }
        } received: { [self] message in
            for event in reader.events(message) {
                lock.withLock { playbacks.follow(event, name: output.channel) }
                feed.deliver(event)
            }
        }
    }

    func send(_ name: String, _ fields: [(String, String)]) async throws(PBXError) -> AMIMessage {
        let action = try action(name, fields)
        return try await connected().send(action)
    }

    /// Asks for a list of everything of a kind.
    func list(_ name: String) async throws(PBXError) -> [AMIMessage] {
        let action = try action(name, [])
        return try await connected().list(action)
    }

    private func connected() throws(PBXError) -> AMISession {
        guard let session = lock.withLock({ session }) else { throw .notConnected }
        return session
    }

    private func action(_ name: String, _ fields: [(String, String)]) throws(PBXError) -> AMIAction {
        do {
            return try AMIAction(name, fields)
        } catch {
            throw .refused("\(error)")
        }
    }

    /// The value of a variable or function on a channel.
    ///
    /// - Throws: `PBXError.gone` when there is no such channel.
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

    /// Sends a channel to a place in our context.
    private func send(_ channel: ChannelID, to place: AMIDialplan.Place) async throws(PBXError) {
        try await carryOut(
            "Redirect",
            [
                ("Channel", name(channel)), ("Context", configuration.context), ("Exten", place.rawValue),
                ("Priority", "1"),
            ])
    }

    private func set(_ variable: String, _ value: String, on channel: ChannelID) async throws(PBXError) {
        try await carryOut("Setvar", [("Channel", name(channel)), ("Variable", variable), ("Value", value)])
    }
}

/// The orders.
extension AsteriskAMI {
    /// In seconds: no phone is rung for longer, whatever is stored.
    private static let longestRinging = 86_400

    public func originate(_ order: Origination) async throws(PBXError) {
        var order = order
        let phones = try await contacts(of: order)
        guard phones.count > 1 else {
            // Where nobody is registered, or that cannot be known, follow-me may know where they are.
            let dialled = configuration.phones.dialled(order.number, phones.isEmpty ? .extension : order.destination)
            return try await originate(order, to: dialled, as: order.channel)
        }
        // All of them would answer at once, and nobody knows at which one they sit.
        order.autoAnswer = false
        try await output.ring(order.channel, phones) { phone, channel throws(PBXError) in
            try await originate(order, to: phone, as: channel)
        }
    }

    /// What is dialled for each phone that is registered under the account of whom an order is to ring.
    private func contacts(of order: Origination) async throws(PBXError) -> [String] {
        guard let account = configuration.phones.account(of: order.number, order.destination) else { return [] }
        let list = try await send("Getvar", [("Variable", "PJSIP_DIAL_CONTACTS(\(account))")])["Value"]
        return PhoneAddresses.contacts(in: list ?? "", of: account)
    }

    private func originate(
        _ order: Origination, to endpoint: String, as channel: ChannelID
    ) async throws(PBXError) {
        var fields = [
            ("Channel", endpoint),
            ("ChannelId", names.onPBX(channel)), ("Context", configuration.context), ("Exten", "wait"),
            ("Priority", "1"),
            ("Async", "true"), ("Timeout", String(min(max(1, order.timeoutSeconds), Self.longestRinging) * 1000)),
        ]
        if let shown = CallerID.format(name: order.callerName, number: order.callerNumber) {
            fields.append(("CallerID", shown))
        }
        fields.append(("OtherChannelId", names.secondHalf(of: channel)))
        if order.autoAnswer {
            fields.append(("Variable", "PJSIP_HEADER(add,Call-Info)=<sip:helpbridge>;answer-after=0"))
        }
        try await carryOut("Originate", fields)
    }

    /// - Throws: `PBXError.gone` also when the dialplan has gone on by itself, since nobody has taken the call in time.
    public func answer(_ channel: ChannelID) async throws(PBXError) {
        guard try await !isServedByDialplan(channel) else { throw .gone }
        try await send(channel, to: .wait)
    }

    /// Whether a call that was not taken in time goes through ``FallbackDialplan``: it is not ours any more.
    private func isServedByDialplan(_ channel: ChannelID) async throws(PBXError) -> Bool {
        let answer = try await send("Getvar", [("Channel", name(channel)), ("Variable", "CONTEXT")])
        return answer["Value"] == FallbackDialplan.context
    }

    public func state(of number: DialableNumber) async throws(PBXError) -> DeviceState {
        let device = configuration.phones.device(of: number)
        let answer = try await send("Getvar", [("Variable", "DEVICE_STATE(\(device))")])
        return switch answer["Value"] {
        case "NOT_INUSE": .idle
        case "RINGING": .ringing
        case "INUSE", "BUSY", "RINGINUSE", "RINGINGINUSE", "ONHOLD": .inUse
        case "UNAVAILABLE": .unavailable
        default: .unknown
        }
    }

    public func play(_ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async throws(PBXError) {
        guard let media = PromptLocation.directory(configuration.promptDirectory).media(for: prompt) else {
            throw .refused("'\(prompt.digest)' is not the digest of a prompt")
        }
        try await set(AMIDialplan.promptVariable, String(media.dropFirst("sound:".count)), on: channel)
        try await set(AMIDialplan.playbackVariable, names.onPBX(playback.text), on: channel)
        lock.withLock { playbacks.begin(playback, on: channel) }
        do {
            try await send(channel, to: .play)
        } catch {
            lock.withLock { _ = playbacks.end(playback) }
            throw error
        }
    }

    public func stop(_ playback: PlaybackID) async throws(PBXError) {
        guard let channel = lock.withLock({ playbacks.end(playback) }) else { throw .gone }
        try await send(channel, to: .quiet)
        output.tell(.playbackFinished(playback, succeeded: true))
    }

    public func startRinging(_ channel: ChannelID) async throws(PBXError) {
        try await send(channel, to: .ring)
    }

    public func stopRinging(_ channel: ChannelID) async throws(PBXError) {
        try await send(channel, to: .quiet)
    }

    public func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError) {
        guard channels.count == 2 else { throw .refused("two channels can be bridged, not \(channels.count)") }
        let first = try await wholeName(of: channels[0])
        let second = try await wholeName(of: channels[1])
        try await carryOut("Bridge", [("Channel1", first), ("Channel2", second), ("Tone", "no")])
    }

    /// What no other channel's name or id begins with, which to `Bridge` would be the same one.
    ///
    /// Our ids end with a mark; Asterisk's own are `<seconds>.1` and `<seconds>.10`.
    private func wholeName(of channel: ChannelID) async throws(PBXError) -> String {
        let id = name(channel)
        return id.hasSuffix("-\(names.mark)") ? id : try await value("CHANNEL(name)", on: channel) ?? id
    }

    /// It has gone with its channels, or will: the manager interface knows no bridge of its own.
    public func destroy(_ bridge: BridgeID) async throws(PBXError) {}

    public func hangUp(_ channel: ChannelID) async throws(PBXError) {
        lock.withLock { playbacks.end(on: channel) }
        try await output.hangUp(channel) { channel throws(PBXError) in try await end(channel) }
    }

    /// What a channel is called on the PBX; of a call to several phones, the one that has answered.
    func name(_ channel: ChannelID) -> String {
        names.onPBX(output.channel(of: channel))
    }

    /// Hangs up on one channel.
    private func end(_ channel: ChannelID) async throws(PBXError) {
        let name = names.onPBX(channel)
        // Asterisk would take it for a pattern, and hang up whatever is named so.
        guard !name.hasPrefix("/") else { throw .gone }
        // Of those who have dialled a code by themselves.
        if channel.call == nil, try await isServedByDialplan(channel) { throw .gone }
        try await carryOut("Hangup", [("Channel", name)])
    }
}
