import HelpDesk

/// What a bridge knows of what it and the others own, and what it decides by that.
struct OwnershipState: Sendable {
    /// Of the time for which a PBX may be out of reach.
    private static let maximumDoublings = 3

    /// A PBX as it was seen, and since when its lease has not been renewed.
    private struct Observation: Sendable {
        var owner: BridgeLink.Owner
        var since: ContinuousClock.Instant
    }

    let bridge: String
    let subjects: [OwnedSubject]
    let timing: OwnershipTiming
    /// By the subject's id. One that has ended stays until it is finished.
    var tenures: [String: PBXTenure] = [:]
    private(set) var owners: [String: SubjectOwner] = [:]
    private var observed: [String: Observation] = [:]
    private(set) var hasOthers = true
    /// The server's process of the connection that listens.
    var session: Int64 = 0
    /// That of the connection which had the lock for the bridge's id when last looked.
    var holder: Int64?
    /// Since when a connection that is not known to be this bridge's has that lock.
    var displacedSince: ContinuousClock.Instant?
    /// When the leases were renewed last.
    private var writtenAt: ContinuousClock.Instant?
    /// Since when PBXs of ours are out of reach.
    private var unreachableSince: [String: ContinuousClock.Instant] = [:]
    /// How often PBXs were left since they were within reach: where no bridge reaches one, it goes round more and more slowly,
    /// since each new owner takes all of its requests up.
    private var timesLeft: [String: Int] = [:]
    /// Until when PBXs are left to others.
    private var abstainsUntil: [String: ContinuousClock.Instant] = [:]
    var isStopping = false

    init(bridge: String, subjects: [OwnedSubject], timing: OwnershipTiming) {
        self.bridge = bridge
        self.subjects = subjects
        self.timing = timing
    }

    var lease: Duration { hasOthers ? timing.lease : timing.leaseAlone }

    /// What is to be renewed now; `nil` while the last time is not long ago.
    func renewal(
        at now: ContinuousClock.Instant, _ isReachable: (_ pbx: String?) -> Bool
    ) -> BridgeLink.Renewal? {
        if let writtenAt, now - writtenAt < min(lease / 3, .seconds(3)) - timing.interval / 2 { return nil }
        let held = tenures.filter { $0.value.isHeld }
        // A shorter lease begins here: the row may have it although no answer comes.
        for tenure in held.values { tenure.shorten(to: now + lease - timing.margin) }
        let connected = subjects.filter { subject in
            guard held[subject.id] != nil else { return false }
            return if case .pbx(_, let name) = subject { isReachable(name) } else { true }
        }
        return BridgeLink.Renewal(epochs: held.mapValues(\.epoch), connected: Set(connected.map(\.id)), lease: lease)
    }

    /// Takes what a look has shown.
    ///
    /// - Parameters:
    ///   - renewal: what was renewed with it.
    ///   - sent: when it was asked for: leases count from there.
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
            // With another lease from now on.
            writtenAt = nil
        }
        owners = view.owners.filter { $0.value.rest > .zero }
            .mapValues { SubjectOwner(bridge: $0.bridge, isConnected: $0.isConnected) }
    }

    /// Notes which leases were not renewed since the look before.
    ///
    /// - Parameter now: when the answer was here: nobody has renewed one that does not change later than that.
    mutating func observe(_ owners: [String: BridgeLink.Owner], at now: ContinuousClock.Instant) {
        for (id, owner) in owners where observed[id]?.owner.hasSameLease(as: owner) != true {
            observed[id] = Observation(owner: owner, since: now)
        }
    }

    /// Ends the tenures of PBXs that cannot be reached from here: they may be reached from elsewhere.
    ///
    /// - Returns: the ids of those PBXs.
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

    /// The tenures that are over, and under which nobody has anything more.
    var finished: [String: PBXTenure] {
        tenures.filter { id, tenure in
            // Nobody takes anything up under one that is no PBX's.
            id == OwnedSubject.deliveries.id ? !tenure.isHeld : tenure.isFinished
        }
    }

    /// What is to be taken.
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
        // The server's clock may be behind the one by which the lease was given: that of a primary that is gone. Nobody who
        // lives has one that is longer and was not renewed.
        return observed[id].map { now - $0.since >= timing.longestLease } ?? false
    }

    mutating func begin(_ tenure: PBXTenure, of id: String) {
        tenures[id] = tenure
        owners[id] = SubjectOwner(bridge: bridge, isConnected: false)
    }
}
