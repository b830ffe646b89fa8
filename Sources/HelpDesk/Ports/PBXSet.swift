/// The PBXs that a bridge serves.
public struct PBXSet: Sendable {
    /// By the id; the default one has `nil`.
    private let members: [String?: any PBX]

    /// - Parameters:
    ///   - standard: the default one.
    ///   - others: the further ones, by id.
    public init(_ standard: any PBX, others: [String: any PBX] = [:]) {
        members = Dictionary(uniqueKeysWithValues: [(nil, standard)] + others.map { ($0.key, $0.value) })
    }

    /// The ids of all of them.
    var ids: [String?] { Array(members.keys) }

    /// Whether a bridge still serves it.
    func contains(_ id: String?) -> Bool { members[id] != nil }

    /// The PBX whose owner sees to the requests of another one: that one itself; where it is not served any more, the default
    /// one, so that they end.
    func standIn(for id: String?) -> String? { contains(id) ? id : nil }

    /// One PBX.
    ///
    /// - Parameter id: `nil` for the default one. One that is not served any more is one that cannot be reached.
    subscript(id: String?) -> any PBX { members[id] ?? UnknownPBX() }
}

/// A PBX that the configuration has no more, and requests of which are still open.
private struct UnknownPBX: PBX {
    var events: AsyncStream<PBXEvent> { AsyncStream { $0.finish() } }
    var supportsCoaching: Bool { false }
    var access: PBXAccess { PBXAccess(isShared: true) }
    var isConnected: Bool { false }

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
    func destroy(_ bridge: BridgeID) async throws(PBXError) { throw .gone }
    func hangUp(_ channel: ChannelID) async throws(PBXError) { throw .gone }
}
