public import HelpDesk
import Logging

/// Coming to live calls, by `ChanSpy` in the printed dialplan.
extension AsteriskAMI {
    /// How long a listener may take to be made, in milliseconds.
    private static let longestMaking = 5_000

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
        guard
            let call = live.calls(
                where: { configuration.phones.isChannel($0, of: number) }, apartFrom: others
            ).first
        else { return nil }
        // The phone's state is that of all its calls: one of several that is not on hold makes it one that talks.
        let device = "DEVICE_STATE(\(configuration.phones.device(of: number)))"
        return LiveCall(call, isOnHold: try await send("Getvar", [("Variable", device)])["Value"] == "ONHOLD")
    }

    /// - Throws: `PBXError.gone` when the call is over, `.refused`, `.unanswered`, `.notConnected`.
    public func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError) {
        let name = names.onPBX(target)
        guard AMIDialplan.canBeTarget(name) else { throw .refused("'\(name)' is no channel that can be listened to") }
        guard try await hasCoachingLines() else {
            throw .refused("the dialplan lacks lines that `helpbridge pbx dialplan` prints")
        }
        _ = try await value("CHANNEL(name)", on: target)
        // Asterisk refuses an id that is in use: it is our own listener, ordered before.
        try await carryOut(
            "Originate",
            [
                ("Channel", "Local/\(AMIDialplan.Listener(mode).rawValue)@\(configuration.context)/n"),
                ("ChannelId", names.onPBX(channel)), ("OtherChannelId", names.secondHalf(of: channel)),
                ("Context", configuration.context), ("Exten", AMIDialplan.attending), ("Priority", "1"),
                ("Variable", "__\(AMIDialplan.targetVariable)=\(name)"),
                ("Async", "true"), ("Timeout", String(Self.longestMaking)),
            ])
    }

    /// Whether the dialplan has the lines of coaching, which earlier versions did not print.
    ///
    /// - Returns: `true` also when Asterisk does not say.
    private func hasCoachingLines() async throws(PBXError) -> Bool {
        let place = "\(configuration.context),\(AMIDialplan.attending),1"
        return try await send("Getvar", [("Variable", "DIALPLAN_EXISTS(\(place))")])["Value"] != "0"
    }
}
