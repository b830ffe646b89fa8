extension BridgeLink {
    /// The owner of a PBX, as stored in its row.
    struct Owner: Sendable, Equatable {
        var bridge: String
        var epoch: Int64
        var isConnected: Bool
        /// When its lease ends, in microseconds since 1970, and the remaining time, by the server's clock.
        var expiresAt: Int64
        var rest: Duration

        /// Whether the lease was neither renewed nor taken in between.
        func hasSameLease(as other: Self) -> Bool {
            (bridge, epoch, expiresAt) == (other.bridge, other.epoch, other.expiresAt)
        }
    }

    /// The result of a poll.
    struct View: Sendable {
        /// Whether no other program uses this bridge's id.
        var isAlone: Bool
        /// The connection's server process: a new process needs another `LISTEN`.
        var session: Int64
        /// Whether leases were renewed: not by the first poll of a connection.
        var hasWritten: Bool
        /// The PBXs whose leases were renewed.
        var renewed: Set<String>
        var owners: [String: Owner]
        var hasOthers: Bool
        /// The newest revision of any request.
        var revision: Int64
        /// Whether unanswered orders exist.
        var hasOrders: Bool
    }

    /// The leases to renew.
    struct Renewal: Sendable {
        var epochs: [String: Int64]
        /// The PBXs that this bridge is connected to.
        var connected: Set<String>
        var lease: Duration
    }
}
