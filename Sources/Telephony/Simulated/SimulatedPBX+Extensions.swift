import ConcurrencyPrimitives
public import HelpDesk

/// The phones that have a script.
extension SimulatedPBX: ExtensionDirectory {
    public func extensions() async throws(PBXError) -> [PBXExtension] {
        guard status.isConnected else { throw .notConnected }
        return state.withLock { state in
            state.exchange.phones.keys.map { PBXExtension($0, state.exchange.state(of: $0)) }
        }
    }
}
