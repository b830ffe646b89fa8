import ConcurrencyPrimitives
public import HelpDesk

/// The orders.
extension AsteriskAMI {
    /// The number of attempts to send a channel that is "not up" to its place, and the pause between them.
    private static let redirectAttempts = 20
    private static let redirectPause = Duration.milliseconds(50)

    /// The maximum ringing time of a phone in seconds, whatever is stored.
    private static let maximumRinging = 86_400

    public func originate(_ order: Origination) async throws(PBXError) {
        var order = order
        let phones = try await contacts(of: order)
        guard phones.count > 1 else {
            // If no phone is registered, or that is unknown, follow-me may know where the person is.
            let isAbsent = phones.isEmpty && order.destination == .phone
            let dialled = try configuration.phones.dialled(order.number, isAbsent ? .extension : order.destination)
            return try await originate(order, to: dialled, as: order.channel)
        }
        // All of them would answer at once, and it is unknown which one the person is using.
        order.autoAnswer = false
        try await output.ring(order.channel, phones) { phone, channel throws(PBXError) in
            try await originate(order, to: phone, as: channel)
        }
    }

    /// Returns the dial strings of all phones that are registered under the account that an order rings.
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
            ("Async", "true"), ("Timeout", String(min(max(1, order.timeoutSeconds), Self.maximumRinging) * 1000)),
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

    /// - Throws: `PBXError.gone` also if the dialplan continued by itself, since the call was not answered in time.
    public func answer(_ channel: ChannelID) async throws(PBXError) {
        guard try await !isServedByDialplan(channel) else { throw .gone }
        try await send(channel, to: .wait)
    }

    /// Whether a call that was not answered in time is in ``FallbackDialplan``: it is no longer ours.
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
        playbacks.withLock { $0.begin(playback, on: channel) }
        do {
            try await send(channel, to: .play)
        } catch {
            playbacks.withLock { _ = $0.end(playback) }
            throw error
        }
    }

    public func stop(_ playback: PlaybackID) async throws(PBXError) {
        guard let channel = playbacks.withLock({ $0.end(playback) }) else { throw .gone }
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

    /// Returns a name or id that is not the beginning of another channel's, which `Bridge` could confuse with it.
    ///
    /// Our ids end with a mark; Asterisk's own are `<seconds>.1` and `<seconds>.10`.
    private func wholeName(of channel: ChannelID) async throws(PBXError) -> String {
        let id = name(channel)
        return id.hasSuffix("-\(names.mark)") ? id : try await value("CHANNEL(name)", on: channel) ?? id
    }

    /// Does nothing: the bridge ends with its channels, and the manager interface has no named bridges.
    public func destroy(_ bridge: BridgeID) async throws(PBXError) {}

    public func hangUp(_ channel: ChannelID) async throws(PBXError) {
        playbacks.withLock { $0.end(on: channel) }
        try await output.hangUp(channel) { channel throws(PBXError) in try await end(channel) }
    }

    /// Hangs up on one channel.
    func end(_ channel: ChannelID) async throws(PBXError) {
        let name = names.onPBX(channel)
        // Asterisk would treat it as a pattern, and hang up all channels that match it.
        guard !name.hasPrefix("/") else { throw .gone }
        // Only a channel that dialled a code by itself can be there.
        if channel.call == nil, try await isServedByDialplan(channel) { throw .gone }
        try await carryOut("Hangup", [("Channel", name)])
    }

    /// Sends a channel to a place in our context.
    ///
    /// Asterisk reports "not up" for a channel that is being hung up, and briefly also for a channel that is just being
    /// sent elsewhere.
    private func send(_ channel: ChannelID, to place: AMIDialplan.Place) async throws(PBXError) {
        let fields = [
            ("Channel", name(channel)), ("Context", configuration.context), ("Exten", place.rawValue),
            ("Priority", "1"),
        ]
        for _ in 0..<Self.redirectAttempts {
            do throws(PBXError) {
                try await carryOut("Redirect", fields)
                return
            } catch {
                guard case .refused(let reason) = error, reason.contains("not up") else { throw error }
            }
            guard (try? await Task.sleep(for: Self.redirectPause)) != nil else { break }
        }
        throw .gone
    }

    private func set(_ variable: String, _ value: String, on channel: ChannelID) async throws(PBXError) {
        try await carryOut("Setvar", [("Channel", name(channel)), ("Variable", variable), ("Value", value)])
    }
}
