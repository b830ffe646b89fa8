import HelpDesk

/// A bridge's knowledge of what it and the others own, and the decisions based on it.
struct OwnershipState: Sendable {
    /// How often the time limit for an unreachable PBX is doubled at most.
    private static let maximumDoublings = 3

    /// The owner of a PBX as last seen, and since when its lease has not been renewed.
    private struct Observation: Sendable {
        var owner: BridgeLink.Owner
        var since: ContinuousClock.Instant
    }

    let bridge: String
    let subjects: [OwnedSubject]
    let timing: OwnershipTiming
    /// The tenures by the subject's id.
    ///
    /// An ended tenure stays until it is finished.
    var tenures: [String: PBXTenure] = [:]
    private(set) var owners: [String: SubjectOwner] = [:]
    private var observed: [String: Observation] = [:]
    private(set) var hasOthers = true
    /// The server process of the connection that listens.
    var session: Int64 = 0
    /// The server process of the connection that held the lock for the bridge's id at the last poll.
    var holder: Int64?
    /// Since when a connection not known to be this bridge's has held that lock.
    var displacedSince: ContinuousClock.Instant?
    /// When the leases were last renewed.
    private var writtenAt: ContinuousClock.Instant?
    /// Since when this bridge's PBXs have been unreachable.
    private var unreachableSince: [String: ContinuousClock.Instant] = [:]
    /// How often PBXs were left since they were last reachable.
    ///
    /// A PBX that no bridge reaches changes owners more and more slowly, since each new owner resumes all of its
    /// requests.
    private var timesLeft: [String: Int] = [:]
    /// Until when this bridge leaves PBXs to others.
    private var abstainsUntil: [String: ContinuousClock.Instant] = [:]
    var isStopping = false

    init(bridge: String, subjects: [OwnedSubject], timing: OwnershipTiming) {
        self.bridge = bridge
        self.subjects = subjects
        self.timing = timing
    }

    var lease: Duration { hasOthers ? timing.lease : timing.leaseAlone }

    /// Returns the leases to renew now; `nil` if the last renewal is recent.
    func renewal(
        at now: ContinuousClock.Instant, _ isReachable: (_ pbx: String?) -> Bool
    ) -> BridgeLink.Renewal? {
        if let writtenAt, now - writtenAt < min(lease / 3, .seconds(3)) - timing.interval / 2 { return nil }
        let held = tenures.filter { $0.value.isHeld }
        // A shorter lease counts from here: the row may have it even if no answer arrives.
        for tenure in held.values { tenure.shorten(to: now + lease - timing.margin) }
        let connected = subjects.filter { subject in
            guard held[subject.id] != nil else { return false }
            return if case .pbx(_, let name) = subject { isReachable(name) } else { true }
        }
        return BridgeLink.Renewal(epochs: held.mapValues(\.epoch), connected: Set(connected.map(\.id)), lease: lease)
    }

    /// Applies the result of a poll.
    ///
    /// - Parameters:
    ///   - view: The result of the poll.
    ///   - renewal: The leases renewed with the poll.
    ///   - sent: When the poll was sent: leases count from then.
    mutating func apply(
        _ view: BridgeLink.View, after renewal: BridgeLink.Renewal?, sentAt sent: ContinuousClock.Instant
    ) {
        if let renewal {
            writtenAt = sent
            for (id, epoch) in renewal.epochs {
                guard let tenure = tenures[id], tenure.epoch == epoch else { continue }
                if view.renewed.contains(id) {
                    tenure.renew(until: sent + renewal.lease - timing.margin)
                } else {
                    tenure.end()
                }
            }
        }
        if hasOthers != view.hasOthers {
            hasOthers = view.hasOthers
            // Renews with the other lease at the next poll.
            writtenAt = nil
        }
        owners = view.owners.filter { $0.value.rest > .zero }
            .mapValues { SubjectOwner(bridge: $0.bridge, isConnected: $0.isConnected) }
    }

    /// Notes which leases have changed since the previous poll.
    ///
    /// - Parameters:
    ///   - owners: The owners by PBX.
    ///   - now: When the answer arrived: a lease seen in it was renewed no later than this.
    mutating func observe(_ owners: [String: BridgeLink.Owner], at now: ContinuousClock.Instant) {
        for (id, owner) in owners where observed[id]?.owner.hasSameLease(as: owner) != true {
            observed[id] = Observation(owner: owner, since: now)
        }
    }

    /// Ends the tenures of PBXs that this bridge cannot reach: other bridges may reach them.
    ///
    /// - Returns: The ids of those PBXs.
    mutating func leaveUnreachable(
        at now: ContinuousClock.Instant, _ isReachable: (_ pbx: String?) -> Bool
    ) -> [String] {
        var left: [String] = []
        for case .pbx(let id, let name) in subjects {
            guard hasOthers, let tenure = tenures[id], tenure.isHeld, !isReachable(name) else {
                unreachableSince[id] = nil
                if tenures[id]?.isHeld == true, isReachable(name) { timesLeft[id] = nil }
                continue
            }
            let since = unreachableSince[id] ?? now
            unreachableSince[id] = since
            let times = timesLeft[id] ?? 0
            guard now - since >= timing.unreachable * (1 << min(times, Self.maximumDoublings)) else { continue }
            unreachableSince[id] = nil
            timesLeft[id] = times + 1
            abstainsUntil[id] = now + timing.abstention
            tenure.end()
            left.append(id)
        }
        return left
    }

    /// The tenures that have ended and have no running work left.
    var finished: [String: PBXTenure] {
        tenures.filter { id, tenure in
            // Only PBX tenures have flows to release.
            id == OwnedSubject.deliveries.id ? !tenure.isHeld : tenure.isFinished
        }
    }

    /// Returns the subjects to take.
    func wanted(_ view: BridgeLink.View, at now: ContinuousClock.Instant) -> [OwnedSubject] {
        guard !isStopping else { return [] }
        return subjects.filter { subject in
            let isFree = view.owners[subject.id].map { isAvailable($0, of: subject.id, at: now) } ?? true
            let isLeft = abstainsUntil[subject.id].map { $0 > now } ?? false
            return isFree && !isLeft && tenures[subject.id] == nil
        }
    }

    private func isAvailable(_ owner: BridgeLink.Owner, of id: String, at now: ContinuousClock.Instant) -> Bool {
        if owner.rest <= .zero || owner.bridge == bridge { return true }
        // The server's clock may be behind the clock that the lease was granted by: that of a lost primary. No live
        // bridge has a lease that is longer than this and was not renewed.
        return observed[id].map { now - $0.since >= timing.longestLease } ?? false
    }

    mutating func begin(_ tenure: PBXTenure, of id: String) {
        tenures[id] = tenure
        owners[id] = SubjectOwner(bridge: bridge, isConnected: false)
    }
}
