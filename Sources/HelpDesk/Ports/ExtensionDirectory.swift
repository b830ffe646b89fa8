/// A PBX that can list the phones configured on it.
public protocol ExtensionDirectory: Sendable {
    /// Returns all extensions, including trunks; only a ``DialPolicy`` decides which may be dialled.
    ///
    /// - Throws: `PBXError` if the PBX does not answer.
    func extensions() async throws(PBXError) -> [PBXExtension]
}

/// A phone that is configured on the PBX.
public struct PBXExtension: Sendable, Hashable, Codable {
    /// The number of the phone; in an ``ExtensionList``, with the id of its PBX unless that is the default one.
    public var number: String
    public var state: DeviceState

    public init(_ number: String, _ state: DeviceState) {
        self.number = number
        self.state = state
    }
}
