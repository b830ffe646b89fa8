import ConcurrencyPrimitives
public import HelpDesk

/// The orders.
extension SimulatedPBX {
    public func originate(_ order: Origination) async throws(PBXError) {
        try carryOut(.originate(order))
    }

    public func answer(_ channel: ChannelID) async throws(PBXError) {
        try carryOut(.answer(channel))
    }

    public func state(of number: DialableNumber) async throws(PBXError) -> DeviceState {
        // Only the PBX's owner follows it.
        guard access.isOpen else { throw .notConnected }
        return state.withLock { $0.exchange.state(of: number.text) }
    }

    public func liveCall(
        of number: DialableNumber, apartFrom others: [ChannelID]
    ) async throws(PBXError) -> LiveCall? {
        guard status.isConnected else { throw .notConnected }
        return state.withLock { $0.exchange.liveCall(of: number.text).map { LiveCall($0) } }
    }

    public func liveCall(_ channel: ChannelID) async throws(PBXError) -> LiveCall? {
        guard status.isConnected else { throw .notConnected }
        return state.withLock { $0.exchange.liveCalls.values.contains(channel) ? LiveCall(channel) : nil }
    }

    public func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError) {
        try carryOut(.snoop(target, as: channel, mode))
    }

    public func stop(_ playback: PlaybackID) async throws(PBXError) {
        try carryOut(.stop(playback))
    }

    public func play(_ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async throws(PBXError) {
        try carryOut(.play(prompt, playback, on: channel))
    }

    public func startRinging(_ channel: ChannelID) async throws(PBXError) {
        try carryOut(.startRinging(channel))
    }

    public func stopRinging(_ channel: ChannelID) async throws(PBXError) {
        try carryOut(.stopRinging(channel))
    }

    public func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError) {
        try carryOut(.join(channels, bridge))
    }

    public func destroy(_ bridge: BridgeID) async throws(PBXError) {
        try carryOut(.destroy(bridge))
    }

    public func hangUp(_ channel: ChannelID) async throws(PBXError) {
        try carryOut(.hangUp(channel))
    }
}
