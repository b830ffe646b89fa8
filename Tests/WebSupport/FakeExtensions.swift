public import HelpDesk

/// A PBX that has the phones that it is told to have, or does not answer.
public struct FakeExtensions: ExtensionDirectory {
    private let found: [PBXExtension]?

    public init(_ found: [PBXExtension]?) {
        self.found = found
    }

    public func extensions() async throws(PBXError) -> [PBXExtension] {
        guard let found else { throw .notConnected }
        return found
    }
}
