/// How long a PBX is a bridge's without being renewed, and how often bridges look at each other.
package struct OwnershipTiming: Sendable {
    /// How long, while there are other bridges.
    package var lease: Duration
    /// How long, while there is none: who is alone goes on with its calls while the database is away.
    package var leaseAlone: Duration
    /// As long as any bridge may have it. A lease that nobody has renewed for that long is over, whatever the server's clock
    /// says of it.
    package var longestLease: Duration
    /// How much earlier the owner stops ordering than another one may begin.
    package var margin: Duration
    /// How often a bridge looks at the database.
    package var interval: Duration
    /// How long a bridge waits for one of the same id that has just died.
    package var predecessorTimeout: Duration
    /// After how long, at most, the server knows that a connection has broken: it asks after 5 seconds of silence, twice.
    package var disconnection: Duration
    /// How long a PBX may be out of reach before it is left to another bridge, at first, and how long it is left alone then:
    /// others take it at their next look, if they are there.
    package var unreachable: Duration
    package var abstention: Duration

    /// - Parameter lease: how long a PBX is owned without being renewed.
    package init(lease: Duration = .seconds(1)) {
        self.lease = lease
        leaseAlone = max(lease, .seconds(30))
        longestLease = max(leaseAlone, .seconds(60))
        margin = lease / 10
        interval = min(lease / 3, .milliseconds(300))
        predecessorTimeout = .seconds(5)
        disconnection = .seconds(20)
        unreachable = .seconds(3)
        abstention = .seconds(2)
    }
}
