/// A PBX that lists the phones that are set up on it.
public protocol ExtensionDirectory: Sendable {
    /// All of them, trunks among them: only a ``DialPolicy`` tells which may be dialled.
    ///
    /// - Throws: `PBXError` when the PBX does not tell.
    func extensions() async throws(PBXError) -> [PBXExtension]
}

/// A phone that is set up on the PBX.
public struct PBXExtension: Sendable, Hashable, Codable {
    /// By which it is called; in an ``ExtensionList`` with the id of its PBX where that is not the default one.
    public var number: String
    public var state: DeviceState

    public init(_ number: String, _ state: DeviceState) {
        self.number = number
        self.state = state
    }
}
