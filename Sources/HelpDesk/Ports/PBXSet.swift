/// The PBXs that a bridge serves.
public struct PBXSet: Sendable {
    /// The PBXs by id; the default one has `nil`.
    private let members: [String?: any PBX]

    /// - Parameters:
    ///   - standard: the default PBX.
    ///   - others: the other PBXs, by id.
    public init(_ standard: any PBX, others: [String: any PBX] = [:]) {
        members = Dictionary(uniqueKeysWithValues: [(nil, standard)] + others.map { ($0.key, $0.value) })
    }

    /// The ids of all PBXs.
    var ids: [String?] { Array(members.keys) }

    /// Whether a PBX is still served.
    func contains(_ id: String?) -> Bool { members[id] != nil }

    /// Returns the PBX whose owner runs a PBX's requests: that PBX, or the default one if it is no longer served, so
    /// that its requests can end.
    func standIn(for id: String?) -> String? { contains(id) ? id : nil }

    /// Returns one PBX.
    ///
    /// - Parameter id: the PBX's id; `nil` for the default one. A PBX that is no longer served counts as unreachable.
    subscript(id: String?) -> any PBX { members[id] ?? UnknownPBX() }
}

/// A PBX that is no longer configured but still has open requests.
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
