import ConcurrencyPrimitives
public import HelpDesk

/// Recordings: the people at the phones speak a tone.
extension SimulatedPBX: CallRecorder {
    public func record(
        _ take: TakeID, on channel: ChannelID, maximumSeconds: Int, silenceSeconds: Int
    ) async throws(PBXError) {
        try carryOut(.record(take, on: channel))
    }

    public func file(of take: TakeID) async throws(PBXError) -> [UInt8] {
        guard let file = state.withLock({ $0.exchange.recordings[take] }) else { throw .gone }
        return file
    }

    public func remove(_ take: TakeID) async throws(PBXError) {
        try carryOut(.remove(take))
    }

    public func takes() async throws(PBXError) -> [TakeID] {
        state.withLock { Array($0.exchange.recordings.keys) }
    }
}
