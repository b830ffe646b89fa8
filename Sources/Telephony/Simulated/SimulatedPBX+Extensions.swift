import Foundation
public import HelpDesk

/// The phones that have a script.
extension SimulatedPBX: ExtensionDirectory {
    public func extensions() async throws(PBXError) -> [PBXExtension] {
        guard status.isConnected else { throw .notConnected }
        return lock.withLock { exchange.phones.keys.map { PBXExtension($0, exchange.state(of: $0)) } }
    }
}
