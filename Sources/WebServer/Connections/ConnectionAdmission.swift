import ConcurrencyPrimitives
import HelpDesk

/// Counts the connections of each address and rejects those beyond its share.
final class ConnectionAdmission: Sendable {
    struct Refused: Error {
        /// Whether to log this rejection at `notice`: the last one was logged long enough ago.
        let isNews: Bool
    }

    private static let silence = Duration.seconds(60)

    private let limit: Int
    private let exempt: Set<String>
    private let open = Locked<[String: Int]>([:])
    private let said = Locked<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - limit: the limit per IPv4 address or 64-bit IPv6 network, since one customer has a whole network.
    ///   - exempt: the addresses of proxies, which forward many clients.
    init(limit: Int, exempt: Set<String>) {
        self.limit = limit
        self.exempt = Set(exempt.map(IPAddress.canonical))
    }

    /// - Parameter address: the client's address; `nil` if unknown, as for a local socket.
    /// - Returns: the value to pass to ``leave(_:)`` when the connection is closed; `nil` if the connection is not
    ///   counted.
    /// - Throws: ``Refused`` if the address reached the limit.
    func enter(_ address: String?) throws(Refused) -> String? {
        guard let address, !exempt.contains(IPAddress.canonical(address)) else { return nil }
        let origin = ClientAddress.network(address)
        let isAdmitted = open.withLock { open in
            let count = open[origin, default: 0]
            guard count < limit else { return false }
            open[origin] = count + 1
            return true
        }
        guard isAdmitted else { throw Refused(isNews: isNews()) }
        return origin
    }

    private func isNews() -> Bool {
        said.withLock { said in
            let now = ContinuousClock.now
            if let said, now - said < Self.silence { return false }
            said = now
            return true
        }
    }

    func leave(_ origin: String) {
        open.withLock { open in
            let count = open[origin, default: 0] - 1
            open[origin] = count > 0 ? count : nil
        }
    }
}
