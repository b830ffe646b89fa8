/// The length of a lease, and the intervals at which bridges poll.
package struct OwnershipTiming: Sendable {
    /// The length while there are other bridges.
    package var lease: Duration
    /// The length while there are none: a bridge that is alone continues its calls while the database is unreachable.
    package var leaseAlone: Duration
    /// The longest lease of any bridge; a lease that was not renewed for that long is over, whatever the server's clock
    /// says.
    package var longestLease: Duration
    /// The time before the end of a lease when its owner stops giving orders.
    package var margin: Duration
    /// The interval at which a bridge polls the database.
    package var interval: Duration
    /// The maximum wait of a starting bridge for a bridge with the same ID that has just died.
    package var predecessorTimeout: Duration
    /// The longest time until the server detects a broken connection: it probes after 5 seconds of silence, twice.
    package var disconnection: Duration
    /// The time that a PBX may at first be unreachable before it is left to other bridges, and the time that it is left
    /// to them: if there are any, they take it at their next poll.
    package var unreachable: Duration
    package var abstention: Duration

    /// - Parameter lease: the time that a PBX is owned without a renewal.
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
