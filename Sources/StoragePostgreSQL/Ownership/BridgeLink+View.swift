extension BridgeLink {
    /// A PBX as its row says.
    struct Owner: Sendable, Equatable {
        var bridge: String
        var epoch: Int64
        var isConnected: Bool
        /// How long its lease still runs, by the server's clock.
        var rest: Duration
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
