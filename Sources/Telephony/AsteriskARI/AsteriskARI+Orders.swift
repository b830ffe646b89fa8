public import HelpDesk
import JSON
import NIOHTTP1

/// The orders.
extension AsteriskARI {
    /// - Throws: `PBXError.offline` if no phone is registered there, `.refused` if Asterisk will not dial it,
    ///   `.unanswered` if it may or may not ring, `.notConnected`.
    public func originate(_ order: Origination) async throws(PBXError) {
        guard status.isConnected else { throw .notConnected }
        var order = order
        let phones = await contacts.phones(of: order.number, order.destination, dismiss: output.dismiss)
        guard phones.count > 1 else {
            let dialled = try configuration.phones.dialled(order.number, order.destination)
            let other =
                order.destination == .phone ? try configuration.phones.dialled(order.number, .extension) : dialled
            do throws(PBXError) {
                return try await originate(order, to: dialled, as: order.channel)
            } catch {
                guard error == .offline, other != dialled else { throw error }
                // No phone is registered there: follow-me may know where the person is.
                return try await originate(order, to: other, as: order.channel)
            }
        }
        // All of them would answer at once, and it is unknown which one the person is using.
        order.autoAnswer = false
        try await output.ring(order.channel, phones) { phone, channel throws(PBXError) in
            try await originate(order, to: phone, as: channel)
        }
    }

    private func originate(
        _ order: Origination, to endpoint: String, as channel: ChannelID
    ) async throws(PBXError) {
        let response = try await send(
            .POST, ["channels", names.onPBX(channel)],
            query: [
                ("endpoint", endpoint),
                ("app", configuration.application),
                ("appArgs", names.onPBX(channel)),
                // 0 and below would ring forever.
                ("timeout", String(max(1, order.timeoutSeconds))),
                ("callerId", CallerID.format(name: order.callerName, number: order.callerNumber)),
                ("originator", order.originator.map(name)),
            ], body: order.autoAnswer ? Self.autoAnswerHeader : [])
        switch response.status {
        case 200...299: return
        // The id is in use: it belongs to our own call, ordered before.
        case 409: return
        // Asterisk's only error for a phone that is not registered, or an endpoint that does not exist or is invalid.
        case 500 where response.problem == "Allocation failed": throw .offline
        case 404: throw .refused("404: \(response.problem)")
        default: throw response.pbxError
        }
    }

    /// - Throws: `PBXError.gone` if the caller hung up, `.refused`, `.unanswered`, `.notConnected`.
    public func answer(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.POST, ["channels", names.onPBX(channel), "answer"])
    }

    /// - Throws: `PBXError.refused`, `.unanswered`, `.notConnected`.
    public func state(of number: DialableNumber) async throws(PBXError) -> DeviceState {
        let response = try await send(.GET, ["deviceStates", configuration.phones.device(of: number)])
        guard response.isSuccess else { throw response.pbxError }
        guard let state = JSONSlice(response.body)?["state"]?.text else {
            throw .refused("GET deviceStates: the answer is not what ARI documents")
        }
        return switch state {
        case "NOT_INUSE": .idle
        case "RINGING": .ringing
        case "INUSE", "BUSY", "RINGINUSE", "RINGINGINUSE", "ONHOLD": .inUse
        case "UNAVAILABLE": .unavailable
        default: .unknown
        }
    }

    /// - Throws: `PBXError.gone` if it is already over, `.refused`, `.unanswered`, `.notConnected`.
    public func stop(_ playback: PlaybackID) async throws(PBXError) {
        try await carryOut(.DELETE, ["playbacks", names.onPBX(playback.text)])
    }

    /// - Throws: `PBXError.gone` if the channel is gone, `.refused`, `.unanswered`, `.notConnected`. A prompt that
    ///   cannot be played is not an error here: its end is reported as an unsuccessful `playbackFinished`.
    public func play(
        _ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID
    ) async throws(PBXError) {
        guard let media = configuration.prompts.media(for: prompt) else {
            throw .refused("'\(prompt.digest)' is not the digest of a prompt")
        }
        try await carryOut(
            .POST, ["channels", name(channel), "play", names.onPBX(playback.text)], query: [("media", media)])
    }

    public func startRinging(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.POST, ["channels", name(channel), "ring"])
    }

    public func stopRinging(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.DELETE, ["channels", name(channel), "ring"])
    }

    /// - Throws: `PBXError.gone` if a channel is gone, `.refused` if a channel has not answered, `.unanswered`,
    ///   `.notConnected`.
    public func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError) {
        // The id belongs in the path: as a parameter, Asterisk 16 creates a second bridge with the same id (measured).
        let created = try await send(.POST, ["bridges", names.onPBX(bridge.text)], query: [("type", "mixing")])
        // It exists already: 409 in Asterisk 22; in 16 a 500, which adding the channels distinguishes from a real
        // failure.
        guard created.isSuccess || created.status == 409 || created.status == 500 else { throw created.pbxError }
        let added = try await send(
            .POST, ["bridges", names.onPBX(bridge.text), "addChannel"],
            query: [("channel", channels.map(name).joined(separator: ","))])
        switch added.status {
        case 200...299: return
        // The bridge could not be created after all.
        case 404 where !created.isSuccess: throw created.pbxError
        // A channel that is dead.
        case 400: throw .gone
        default: throw added.pbxError
        }
    }

    /// Destroys the bridge; its channels remain.
    ///
    /// - Throws: `PBXError.gone` if there is none, `.refused`, `.unanswered`, `.notConnected` if no answer came and the
    ///   event stream is down.
    public func destroy(_ bridge: BridgeID) async throws(PBXError) {
        try await carryOut(.DELETE, ["bridges", names.onPBX(bridge.text)], evenWithoutEvents: true)
    }

    /// - Throws: `PBXError.gone` if it is already over, `.refused`, `.unanswered`, `.notConnected` if no answer came
    ///   and the event stream is down.
    public func hangUp(_ channel: ChannelID) async throws(PBXError) {
        try await output.hangUp(channel) { channel throws(PBXError) in try await end(channel) }
    }

    /// Hangs up on one channel.
    func end(_ channel: ChannelID) async throws(PBXError) {
        try await carryOut(.DELETE, ["channels", names.onPBX(channel)], evenWithoutEvents: true)
    }

    /// Returns a channel's name on the PBX; for a call to several phones, the name of the channel that answered.
    func name(_ channel: ChannelID) -> String {
        names.onPBX(output.channel(of: channel))
    }

    /// The headers that make phones of all makes pick up by themselves.
    private static let autoAnswerHeader = Array(
        #"""
        {"variables":{"PJSIP_HEADER(add,Call-Info)":"<sip:helpbridge>;answer-after=0",\#
        "PJSIP_HEADER(add,Alert-Info)":"<http://helpbridge>;info=alert-autoanswer;delay=0"}}
        """#.utf8)

    func carryOut(
        _ method: HTTPMethod, _ path: [String], query: [(name: String, value: String?)] = [],
        evenWithoutEvents: Bool = false
    ) async throws(PBXError) {
        let response: ARIResponse
        do throws(PBXError) {
            response = try await send(method, path, query: query, evenWithoutEvents: evenWithoutEvents)
        } catch {
            // Asterisk is unreachable, and the order is repeated until it is back.
            if case .unanswered = error, evenWithoutEvents, !status.isConnected { throw .notConnected }
            throw error
        }
        guard response.isSuccess else { throw response.pbxError }
    }

    func send(
        _ method: HTTPMethod, _ path: [String], query: [(name: String, value: String?)] = [],
        body: [UInt8] = [], evenWithoutEvents: Bool = false, limits: ARIClient.AnswerLimits = .usual
    ) async throws(PBXError) -> ARIResponse {
        if access.isOpen {
            guard evenWithoutEvents || status.isConnected else { throw .notConnected }
        } else {
            // Another bridge gives the orders; reading is harmless, and needs no events.
            guard method == .GET else { throw .notConnected }
        }
        return try await client.send(method, path, query: query, body: body, limits: limits)
    }
}
