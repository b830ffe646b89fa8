import ConcurrencyPrimitives
package import HelpDesk
package import Logging
package import PostgreSQL
import ServiceLifecycle
import Storage

/// Which PBXs are this bridge's, of several bridges on one database.
///
/// A `Service`: it renews what it owns several times in each lease, takes what nobody owns any more, and leaves what it cannot
/// reach to others. See `Documentation/Decisions/several-bridges.md`.
package final class PostgreSQLOwnership: PBXOwnership, Service {
    /// Something of which one bridge at a time is the owner: a PBX, or a piece of work besides.
    package struct Subject: Sendable, Hashable {
        /// As rows name it.
        package var id: String
        /// As the help desk names a PBX: `nil` for the default one.
        package var pbx: String?
        package var isPBX: Bool

        /// - Parameters:
        ///   - id: the PBX's.
        ///   - name: as the help desk names it.
        package static func pbx(_ id: String, known name: String?) -> Subject {
            Subject(id: id, pbx: name, isPBX: true)
        }

        /// Work of which there must not be two; its name is no PBX's.
        package static func work(_ name: String) -> Subject { Subject(id: "*\(name)", pbx: "*\(name)", isPBX: false) }
    }

    /// Who owns a PBX.
    package struct Owner: Sendable, Equatable {
        package let bridge: String
        /// Whether the owner follows it.
        package let isConnected: Bool
    }

    private struct State: Sendable {
        /// By the subject's id. One that has ended stays until it is finished.
        var tenures: [String: PBXTenure] = [:]
        var owners: [String: Owner] = [:]
        var hasOthers = true
        var session: Int64 = 0
        var writtenAt: ContinuousClock.Instant?
        /// Since when PBXs of ours are out of reach.
        var unreachableSince: [String: ContinuousClock.Instant] = [:]
        /// Until when PBXs are left to others.
        var abstainsUntil: [String: ContinuousClock.Instant] = [:]
        var isStopping = false
    }

    let signals: BridgeSignals
    let feed: ChangeFeed
    private let link: BridgeLink
    private let database: PostgreSQLDatabase
    private let subjects: [Subject]
    private let timing: OwnershipTiming
    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Locked<State>
    private let streams: [String: (stream: AsyncStream<PBXTenure>, continuation: AsyncStream<PBXTenure>.Continuation)]
    private let isReachable = Locked<@Sendable (String?) -> Bool>({ _ in true })

    private init(
        _ link: BridgeLink, database: PostgreSQLDatabase, signals: BridgeSignals, subjects: [Subject],
        timing: OwnershipTiming, logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.link = link
        self.database = database
        self.signals = signals
        self.subjects = subjects
        self.timing = timing
        self.logger = logger
        self.now = now
        feed = ChangeFeed(database: database, logger: logger)
        state = Locked(State())
        streams = Dictionary(uniqueKeysWithValues: subjects.map { ($0.id, AsyncStream.makeStream()) })
    }

    /// Joins the bridges of a database.
    ///
    /// - Parameters:
    ///   - configuration: where the database is.
    ///   - database: the same, whose tables are up to date.
    ///   - bridge: by which this one is known there.
    ///   - program: what others are told of this program, such as its name, version and machine.
    ///   - subjects: what it may own.
    ///   - timing: how long a lease is, and what follows from that.
    ///   - logger: told what is taken and lost.
    ///   - now: the clock by which orders go out.
    /// - Throws: `StorageError.servedElsewhere` while another program has the same id, and others.
    package static func join(
        _ configuration: PostgreSQLPool.Configuration, of database: PostgreSQLDatabase, as bridge: String,
        program: String, subjects: [Subject], timing: OwnershipTiming = OwnershipTiming(), logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) async throws -> PostgreSQLOwnership {
        let signals = BridgeSignals()
        do {
            let link = try BridgeLink(
                configuration, bridge: bridge, program: program, timeout: max(timing.lease, .seconds(1)),
                notified: signals.heard)
            do {
                let deadline = ContinuousClock.now + timing.patience
                while try await !link.look(renewing: nil).isAlone {
                    guard ContinuousClock.now < deadline else {
                        throw StorageError.servedElsewhere(database: database.name, holder: try await link.holder())
                    }
                    try await Task.sleep(for: .milliseconds(100))
                }
                try await link.join(waitingForLeasesOf: timing.lease)
                return PostgreSQLOwnership(
                    link, database: database, signals: signals, subjects: subjects, timing: timing, logger: logger,
                    now: now)
            } catch {
                await link.close()
                throw error
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Says how to find out whether a PBX can be reached from here.
    package func reaching(_ isReachable: @escaping @Sendable (_ pbx: String?) -> Bool) {
        self.isReachable.withLock { $0 = isReachable }
    }

    package var bridge: String { link.bridge }

    /// Who owns each PBX, as of the last look.
    package var owners: [String: Owner] { state.withLock { $0.owners } }

    /// Whether other bridges are there.
    var hasOthers: Bool { state.withLock { $0.hasOthers } }

    /// The id of a PBX, as rows name it.
    func id(of pbx: String?) -> String? { subjects.first { $0.pbx == pbx }?.id }

    /// The same; for one that is not configured any more that of the default one, whose owner ends its requests.
    func knownID(of pbx: String?) -> String? { id(of: pbx) ?? id(of: nil) }

    package func tenure(of pbx: String?) -> PBXTenure? { id(of: pbx).flatMap(tenure(ofID:)) }

    func tenure(ofID id: String) -> PBXTenure? {
        state.withLock { $0.tenures[id] }.flatMap { $0.isHeld ? $0 : nil }
    }

    package func tenures(of pbx: String?) -> AsyncStream<PBXTenure> {
        id(of: pbx).flatMap { streams[$0]?.stream } ?? AsyncStream { $0.finish() }
    }

    /// A commit has shown that the PBX is another bridge's.
    func lost(_ id: String, epoch: Int64) {
        if let tenure = state.withLock({ $0.tenures[id] }), tenure.epoch == epoch { tenure.end() }
    }

    /// Looks after what this bridge owns until the program is stopped, and lets others have it then.
    ///
    /// - Throws: `StorageError.servedElsewhere` when another program has taken this bridge's id.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await self.feed.run(self.signals[.requests]) }
                try await self.lookAgainAndAgain()
                group.cancelAll()
            }
        }
        await leave()
    }

    private func lookAgainAndAgain() async throws {
        var isAnswering = true
        while !Task.isCancelled {
            var pause = timing.interval
            let come = signals[.bridges].value
            do {
                pause = min(pause, try await look())
                if !isAnswering { logger.notice("the database answers this bridge again") }
                isAnswering = true
            } catch is CancellationError {
                break
            } catch let error as StorageError {
                throw error
            } catch {
                if isAnswering { logger.warning("the database does not answer", metadata: ["error": "\(error)"]) }
                isAnswering = false
            }
            endLapsed()
            await signals[.bridges].wait(past: come, atMost: pause)
        }
    }

    /// - Returns: how soon to look again.
    private func look() async throws -> Duration {
        let sent = now()
        let (renewal, lease) = renewal(at: sent)
        let view = try await link.look(renewing: renewal)
        guard view.isAlone else {
            endAll()
            throw StorageError.servedElsewhere(database: database.name, holder: try await link.holder())
        }
        if state.withLock({ $0.session }) != view.session {
            try await link.listen()
            signals.heardAll()
            state.withLock { $0.session = view.session }
        }
        take(view, renewal, until: sent + lease - timing.margin, sent: sent)
        feed.exists(view.revision)
        if view.hasOrders { signals[.orders].advance() }
        try await releaseFinished()
        try await acquireFree(view)
        let rests = view.owners.values.filter { $0.bridge != bridge && $0.rest > .zero }.map(\.rest)
        return (rests.min() ?? timing.interval) + .milliseconds(2)
    }

    /// What is to be renewed now, and for how long; nothing while the last time is not long ago.
    private func renewal(at now: ContinuousClock.Instant) -> (renewal: BridgeLink.Renewal?, lease: Duration) {
        state.withLock { state in
            let lease = state.hasOthers ? timing.lease : timing.leaseAlone
            let held = state.tenures.filter { $0.value.isHeld }
            if let writtenAt = state.writtenAt, now - writtenAt < min(lease / 3, .seconds(3)) - timing.interval / 2 {
                return (nil, lease)
            }
            // A shorter lease begins here: the row may have it although no answer comes.
            for tenure in held.values { tenure.shorten(to: now + max(lease - timing.margin, .zero)) }
            let connected = held.filter { isReachable.withLock { $0 }($0.value.pbx) }
            return (
                BridgeLink.Renewal(
                    epochs: held.mapValues(\.epoch), connected: Set(connected.keys), lease: lease), lease
            )
        }
    }

    private func take(
        _ view: BridgeLink.View, _ renewal: BridgeLink.Renewal?, until end: ContinuousClock.Instant,
        sent: ContinuousClock.Instant
    ) {
        let lost = state.withLock { state -> [PBXTenure] in
            if state.hasOthers != view.hasOthers {
                state.hasOthers = view.hasOthers
                // With another lease from now on.
                state.writtenAt = nil
            } else if renewal != nil {
                state.writtenAt = sent
            }
            state.owners = view.owners.filter { $0.value.rest > .zero }
                .mapValues { Owner(bridge: $0.bridge, isConnected: $0.isConnected) }
            guard let renewal else { return [] }
            var lost: [PBXTenure] = []
            for (id, epoch) in renewal.epochs {
                guard let tenure = state.tenures[id], tenure.epoch == epoch else { continue }
                if view.renewed.contains(id) { tenure.renew(until: end) } else { lost.append(tenure) }
            }
            return lost
        }
        for tenure in lost { tenure.end() }
        leaveUnreachable(at: sent)
    }

    /// One whose time is up does not come back: another bridge may have had it meanwhile.
    private func endLapsed() {
        for (id, tenure) in state.withLock({ $0.tenures }) where !tenure.isHeld && !tenure.isEnded {
            logger.warning(
                "a PBX could not be kept: it is left to whichever bridge takes it", metadata: ["pbx": "\(id)"])
            tenure.end()
        }
    }

    private func endAll() {
        for tenure in state.withLock({ $0.tenures.values }) { tenure.end() }
    }

    /// A PBX that cannot be reached from here may be reached from elsewhere.
    private func leaveUnreachable(at now: ContinuousClock.Instant) {
        let isReachable = isReachable.withLock { $0 }
        for subject in subjects where subject.isPBX {
            state.withLock { state in
                guard state.hasOthers, let tenure = state.tenures[subject.id], tenure.isHeld,
                    !isReachable(subject.pbx)
                else {
                    state.unreachableSince[subject.id] = nil
                    return
                }
                guard let since = state.unreachableSince[subject.id] else {
                    state.unreachableSince[subject.id] = now
                    return
                }
                guard now - since >= timing.unreachable else { return }
                logger.notice(
                    "a PBX that is out of reach is left to another bridge", metadata: ["pbx": "\(subject.id)"])
                state.unreachableSince[subject.id] = nil
                state.abstainsUntil[subject.id] = now + timing.abstention
                tenure.end()
            }
        }
    }

    private func releaseFinished() async throws {
        let finished = state.withLock { state in
            state.tenures.filter { id, tenure in
                // Nobody has taken anything up under one that is no PBX's.
                subjects.contains { $0.id == id && $0.isPBX } ? tenure.isFinished : !tenure.isHeld
            }
        }
        guard !finished.isEmpty else { return }
        try await link.release(finished.mapValues(\.epoch))
        state.withLock { state in for id in finished.keys { state.tenures[id] = nil } }
    }

    private func acquireFree(_ view: BridgeLink.View) async throws {
        let now = now()
        let (wanted, lease) = state.withLock { state in
            let wanted = subjects.filter { subject in
                let owner = view.owners[subject.id]
                let isFree = owner.map { $0.rest <= .zero || $0.bridge == bridge } ?? true
                let isLeft = state.abstainsUntil[subject.id].map { $0 > now } ?? false
                return isFree && !isLeft && !state.isStopping && state.tenures[subject.id] == nil
            }
            return (wanted, state.hasOthers ? timing.lease : timing.leaseAlone)
        }
        guard !wanted.isEmpty else { return }
        let epochs: [String: Int64]
        do {
            epochs = try await link.acquire(wanted.map(\.id), for: lease)
        } catch let error as PostgreSQLError where error.isTransient {
            // Commits are under way: at the next look.
            return
        }
        for subject in wanted {
            guard let epoch = epochs[subject.id] else { continue }
            let tenure = PBXTenure(of: subject.pbx, epoch: epoch, until: now + lease - timing.margin, now: self.now)
            state.withLock { state in
                state.tenures[subject.id] = tenure
                state.owners[subject.id] = Owner(bridge: bridge, isConnected: false)
            }
            if subject.isPBX {
                logger.notice("a PBX is this bridge's", metadata: ["pbx": "\(subject.id)", "epoch": "\(epoch)"])
            }
            streams[subject.id]?.continuation.yield(tenure)
        }
    }

    /// Takes nothing any more; what is owned is kept until the end of ``run()``.
    package func stop() { state.withLock { $0.isStopping = true } }

    /// Lets others have what was this bridge's.
    private func leave() async {
        endAll()
        for (_, continuation) in streams.values { continuation.finish() }
        do {
            try await link.release(state.withLock { $0.tenures.mapValues(\.epoch) })
            try await link.leave()
        } catch {
            // They have it when the leases have run out.
            logger.warning("the PBXs could not be released", metadata: ["error": "\(error)"])
        }
    }

    /// Closes the connection.
    package func close() async { await link.close() }
}
