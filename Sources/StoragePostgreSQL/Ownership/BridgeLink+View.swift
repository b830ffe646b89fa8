extension BridgeLink {
    /// A PBX as its row says.
    struct Owner: Sendable, Equatable {
        var bridge: String
        var epoch: Int64
        var isConnected: Bool
        /// Until when its lease runs, in microseconds since 1970, and for how long still, by the server's clock.
        var expiresAt: Int64
        var rest: Duration

        /// Whether nobody has renewed or taken it in between.
        func hasSameLease(as other: Self) -> Bool {
            (bridge, epoch, expiresAt) == (other.bridge, other.epoch, other.expiresAt)
        }
    }

    /// What a look has shown.
    struct View: Sendable {
        /// Whether no other program has this bridge's id.
        var isAlone: Bool
        /// The server's process of the connection: another one has to be asked anew to listen.
        var session: Int64
        /// Whether anything was renewed: not at the first look of a connection.
        var hasWritten: Bool
        /// The PBXs whose renewal has succeeded.
        var renewed: Set<String>
        var owners: [String: Owner]
        var hasOthers: Bool
        /// That of the newest change of any request.
        var revision: Int64
        /// Whether an owner has something to do.
        var hasOrders: Bool
    }

    /// What is renewed.
    struct Renewal: Sendable {
        var epochs: [String: Int64]
        /// Those that this bridge follows.
        var connected: Set<String>
        var lease: Duration
    }
}
