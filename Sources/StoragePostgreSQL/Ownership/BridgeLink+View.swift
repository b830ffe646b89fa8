extension BridgeLink {
    /// The owner of a PBX according to its row.
    struct Owner: Sendable, Equatable {
        var bridge: String
        var epoch: Int64
        var isConnected: Bool
        /// The end of its lease, in microseconds since 1970, and the remaining time, by the server's clock.
        var expiresAt: Int64
        var rest: Duration

        /// Whether the lease was neither renewed nor taken in between.
        func hasSameLease(as other: Self) -> Bool {
            (bridge, epoch, expiresAt) == (other.bridge, other.epoch, other.expiresAt)
        }
    }

    /// The result of a poll.
    struct View: Sendable {
        /// Whether no other program uses this bridge's ID.
        var isAlone: Bool
        /// The server process of the connection; a different process must be asked to listen again.
        var session: Int64
        /// Whether anything was renewed: not in the first poll on a connection.
        var hasWritten: Bool
        /// The PBXs whose lease was renewed.
        var renewed: Set<String>
        var owners: [String: Owner]
        var hasOthers: Bool
        /// The revision of the newest change of any request.
        var revision: Int64
        /// Whether there are orders for an owner.
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
