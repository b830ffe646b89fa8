import ConcurrencyPrimitives

@testable import HelpDesk

/// A PBX on which nobody can be rung, and which takes its time to hang up and to destroy bridges.
final class SlowPBX: PBX {
    let events: AsyncStream<PBXEvent>
    private let output: AsyncStream<PBXEvent>.Continuation
    let supportsCoaching = false
    let access = PBXAccess()
    let isConnected = false
    /// Somebody is being hung up on; a bridge is being destroyed.
    let (hangsUp, destroys) = (Latch(), Latch())
    /// What both wait for.
    let gate = Latch()

    init() {
        (events, output) = AsyncStream.makeStream()
    }

    func tell(_ event: PBXEvent) { output.yield(event) }

    func hangUp(_ channel: ChannelID) async throws(PBXError) {
        hangsUp.open()
        await gate.wait()
    }

    func destroy(_ bridge: BridgeID) async throws(PBXError) {
        destroys.open()
        await gate.wait()
    }

    func originate(_ order: Origination) async throws(PBXError) { throw .notConnected }
    func answer(_ channel: ChannelID) async throws(PBXError) { throw .notConnected }
    func state(of number: DialableNumber) async throws(PBXError) -> DeviceState { throw .notConnected }
    func play(_ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async throws(PBXError) {
        throw .notConnected
    }
    func stop(_ playback: PlaybackID) async throws(PBXError) { throw .notConnected }
    func liveCall(of number: DialableNumber, apartFrom others: [ChannelID]) async throws(PBXError) -> LiveCall? {
        throw .notConnected
    }
    func liveCall(_ channel: ChannelID) async throws(PBXError) -> LiveCall? { throw .notConnected }
    func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError) {
        throw .notConnected
    }
    func startRinging(_ channel: ChannelID) async throws(PBXError) { throw .notConnected }
    func stopRinging(_ channel: ChannelID) async throws(PBXError) { throw .notConnected }
    func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError) { throw .notConnected }
}
