public import HelpDesk
import Logging

/// Joining live calls, by `ChanSpy` in the printed dialplan.
extension AsteriskAMI {
    /// The time limit for the creation of a listener, in milliseconds.
    private static let maximumMaking = 5_000

    public var supportsCoaching: Bool { true }

    /// - Throws: `PBXError.unanswered`, `.notConnected`.
    public func liveCall(
        of number: DialableNumber, apartFrom others: [ChannelID]
    ) async throws(PBXError) -> LiveCall? {
        guard try await hasCoachingLines() else {
            logger.error(
                "managers cannot come to live calls: the dialplan lacks lines that `helpbridge pbx dialplan` prints",
                metadata: ["context": "\(configuration.context)"])
            return nil
        }
        let live = AMILiveCalls(try await list("CoreShowChannels"), names: names)
        let calls = live.calls(where: configuration.phones.channels(of: number), apartFrom: others)
        for call in calls where try await !isOnHold(call, in: { live.bridge(of: call) }) {
            return LiveCall(call, isSilent: try await isSilent(call))
        }
        return calls.first.map { LiveCall($0, isOnHold: true) }
    }

    /// - Throws: `PBXError.refused`, `.unanswered`, `.notConnected`.
    public func liveCall(_ channel: ChannelID) async throws(PBXError) -> LiveCall? {
        do throws(PBXError) {
            guard try await value("CHANNEL(state)", on: channel) == "Up" else { return nil }
        } catch {
            guard error == .gone else { throw error }
            return nil
        }
        let isOnHold = try await isOnHold(channel) { () throws(PBXError) in
            AMILiveCalls(try await list("CoreShowChannels"), names: names).bridge(of: channel)
        }
        return isOnHold
            ? LiveCall(channel, isOnHold: true) : LiveCall(channel, isSilent: try await isSilent(channel))
    }

    /// Whether a phone put the other side on hold, or was put on hold; `false` if the channel's technology does not
    /// report it.
    ///
    /// The device's state does not show it: `ONHOLD` is the phone that was put on hold (measured with 16 and 22).
    private func isOnHold(
        _ call: ChannelID, in bridge: () async throws(PBXError) -> String?
    ) async throws(PBXError) -> Bool {
        let name = names.onPBX(call)
        if try await variable(HeldByPeer.holdVariable, of: name) == "1" { return true }
        guard let peer = HeldByPeer.peer(try await variable(HeldByPeer.peerVariable, of: name)),
            try await variable(HeldByPeer.holdVariable, of: peer) == "1"
        else { return false }
        let id = try await bridge()
        let bridges = try await list("BridgeList")
        return HeldByPeer.relaysPackets(bridges.first { $0["BridgeUniqueid"] == id }?["BridgeTechnology"])
    }

    /// Whether the operator would not hear a whisper because the customer sends no sound.
    private func isSilent(_ call: ChannelID) async throws(PBXError) -> Bool {
        let isSentNothing = try await SilenceCheck().isSentNothing { () throws(PBXError) in
            try await variable(PacketCount.variable, of: names.onPBX(call))
        }
        guard isSentNothing else { return false }
        let release = try await send("CoreSettings", [])["AsteriskVersion"].flatMap(AsteriskRelease.init)
        return release?.whispersIntoSilence != true
    }

    /// - Returns: `nil` if the channel, or its technology, has no such variable.
    private func variable(_ name: String, of channel: String) async throws(PBXError) -> String? {
        try await send("Getvar", [("Channel", channel), ("Variable", name)])["Value"]
    }

    /// - Throws: `PBXError.gone` if the call is over, `.refused`, `.unanswered`, `.notConnected`.
    public func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError) {
        let name = name(target)
        guard AMIDialplan.canBeTarget(name) else { throw .refused("'\(name)' is no channel that can be listened to") }
        guard try await hasCoachingLines() else {
            throw .refused("the dialplan lacks lines that `helpbridge pbx dialplan` prints")
        }
        _ = try await value("CHANNEL(name)", on: target)
        // Asterisk refuses an id that is in use: it belongs to our own listener, ordered before.
        try await carryOut(
            "Originate",
            [
                ("Channel", "Local/\(AMIDialplan.Listener(mode).rawValue)@\(configuration.context)/n"),
                ("ChannelId", names.onPBX(channel)), ("OtherChannelId", names.secondHalf(of: channel)),
                ("Context", configuration.context), ("Exten", AMIDialplan.attending), ("Priority", "1"),
                ("Variable", "__\(AMIDialplan.targetVariable)=\(name)"),
                ("Async", "true"), ("Timeout", String(Self.maximumMaking)),
            ])
    }

    /// Whether the dialplan has the lines for coaching, which earlier versions did not print.
    ///
    /// - Returns: `true` also if Asterisk does not report it.
    private func hasCoachingLines() async throws(PBXError) -> Bool {
        let place = "\(configuration.context),\(AMIDialplan.attending),1"
        return try await send("Getvar", [("Variable", "DIALPLAN_EXISTS(\(place))")])["Value"] != "0"
    }
}
