/// The durations of leases, and the intervals at which bridges poll the database.
package struct OwnershipTiming: Sendable {
    /// The duration of a lease while there are other bridges.
    package var lease: Duration
    /// The duration of a lease while there is no other bridge: a lone bridge continues its calls while the database is
    /// unreachable.
    package var leaseAlone: Duration
    /// The longest lease that any bridge may have.
    ///
    /// A lease not renewed for this long has expired, whatever the server's clock says.
    package var longestLease: Duration
    /// How much earlier the owner stops giving orders than another bridge may begin.
    package var margin: Duration
    /// The interval at which a bridge polls the database.
    package var interval: Duration
    /// How long a starting bridge waits for a bridge of the same id that has just died.
    package var predecessorTimeout: Duration
    /// The longest time until the server notices a broken connection: it probes after 5 seconds of silence, twice.
    package var disconnection: Duration
    /// How long a PBX may be unreachable, at first, before it is left to another bridge, and for how long it is left
    /// alone then: other bridges, if any, take it at their next poll.
    package var unreachable: Duration
    package var abstention: Duration

    /// - Parameter lease: How long a PBX is owned without a renewal.
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
