public import HelpDesk
import JSON
import NIOHTTP1

/// Joining live calls, by snoop channels.
extension AsteriskARI {
    /// - Throws: `PBXError.refused`, `.unanswered`, `.notConnected`.
    public func liveCall(
        of number: DialableNumber, apartFrom others: [ChannelID]
    ) async throws(PBXError) -> LiveCall? {
        guard status.isConnected else { throw .notConnected }
        let calls = try await client.channels(named: configuration.phones.channels(of: number)).filter { channel in
            // Our own calls, and those of other bridges, are not live calls.
            guard case .stranger(let id) = names.owner(ofChannel: channel.id) else { return false }
            return channel.state == "Up" && !others.contains(ChannelID(id))
        }
        // Calls that have a party come first, then the latest.
        let ranked = calls.sorted { left, right in
            let parties = [left, right].map { $0.connected?.isEmpty == false }
            return parties[0] == parties[1]
                ? (left.creationtime ?? "") > (right.creationtime ?? "") : parties[0] && !parties[1]
        }
        for call in ranked where try await !isOnHold(call) {
            return LiveCall(ChannelID(call.id), isSilent: try await isSilent(call))
        }
        return ranked.first.map { LiveCall(ChannelID($0.id), isOnHold: true) }
    }

    /// - Throws: `PBXError.refused`, `.unanswered`, `.notConnected`.
    public func liveCall(_ channel: ChannelID) async throws(PBXError) -> LiveCall? {
        let response = try await send(.GET, ["channels", name(channel)])
        guard response.status != 404 else { return nil }
        guard response.isSuccess else { throw response.pbxError }
        guard let call = JSONSlice(response.body).flatMap(ARIMessage.Channel.init) else {
            throw .refused("GET channels: the answer is not what ARI documents")
        }
        guard call.state == "Up" else { return nil }
        if try await isOnHold(call) { return LiveCall(channel, isOnHold: true) }
        return LiveCall(channel, isSilent: try await isSilent(call))
    }

    /// Whether a phone put the other side on hold, or was put on hold; `false` if the channel's technology does not
    /// report it.
    private func isOnHold(_ call: ARIMessage.Channel) async throws(PBXError) -> Bool {
        if try await variable(HeldByPeer.holdVariable, of: call.id) == "1" { return true }
        // Asterisk finds a channel also by its name (16 and 22).
        guard let peer = HeldByPeer.peer(try await variable(HeldByPeer.peerVariable, of: call.id)),
            try await variable(HeldByPeer.holdVariable, of: peer) == "1"
        else { return false }
        let bridge = try await client.bridges().first { $0.channels?.contains(call.id) == true }
        return HeldByPeer.relaysPackets(bridge?.technology)
    }

    /// Whether the operator would not hear a whisper because the customer sends no sound.
    private func isSilent(_ call: ARIMessage.Channel) async throws(PBXError) -> Bool {
        let isSentNothing = try await SilenceCheck().isSentNothing { () throws(PBXError) in
            try await variable(PacketCount.variable, of: call.id)
        }
        guard isSentNothing else { return false }
        return try await release()?.whispersIntoSilence != true
    }

    /// - Returns: `nil` if the channel, or its technology, has no such variable.
    private func variable(_ name: String, of channel: String) async throws(PBXError) -> String? {
        let response = try await send(.GET, ["channels", channel, "variable"], query: [("variable", name)])
        guard response.isSuccess else { return nil }
        return try? client.decode(ARIAnswer.Variable.self, from: response, of: "channels/variable").value
    }

    private func release() async throws(PBXError) -> AsteriskRelease? {
        let response = try await send(.GET, ["asterisk", "info"])
        guard response.isSuccess,
            let info = try? client.decode(ARIAnswer.Info.self, from: response, of: "asterisk/info")
        else { return nil }
        return AsteriskRelease(info.system.version)
    }

    /// - Throws: `PBXError.gone` if the call is over, `.refused`, `.unanswered`, `.notConnected`.
    public func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError) {
        let response = try await send(
            .POST, ["channels", name(target), "snoop", names.onPBX(channel)],
            query: [
                ("app", configuration.application), ("appArgs", names.onPBX(channel)), ("spy", "both"),
                ("whisper", mode.whisper),
            ])
        // The id is in use: it belongs to our own listener, ordered before.
        guard response.isSuccess || response.status == 409 else { throw response.pbxError }
    }
}

extension CallMode {
    /// The direction of the listener's speech on the operator's channel: `out` is heard by the channel's own phone
    /// (measured: `in` would let the customer hear it).
    fileprivate var whisper: String {
        switch self {
        case .whisper, .consult: "out"
        case .barge: "both"
        case .listen: "none"
        }
    }
}
