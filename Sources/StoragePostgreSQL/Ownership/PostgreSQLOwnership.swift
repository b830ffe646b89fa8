import ConcurrencyPrimitives
package import HelpDesk
package import Logging
package import PostgreSQL
import ServiceLifecycle
import Storage

/// This bridge's ownership of PBXs, among several bridges on one database.
///
/// A `Service`: it renews what it owns several times in each lease, takes what no longer has an owner, and leaves what
/// it cannot reach to others. See `Documentation/Decisions/several-bridges.md`.
package final class PostgreSQLOwnership: PBXOwnership, Service {
    let signals: BridgeSignals
    let feed: ChangeFeed
    let link: BridgeLink
    let database: PostgreSQLDatabase
    let subjects: [OwnedSubject]
    let timing: OwnershipTiming
    let logger: Logger
    let now: @Sendable () -> ContinuousClock.Instant
    let state: Locked<OwnershipState>
    let streams: [String: (stream: AsyncStream<PBXTenure>, continuation: AsyncStream<PBXTenure>.Continuation)]
    let isReachable = Locked<@Sendable (String?) -> Bool>({ _ in true })

    private init(
        _ link: BridgeLink, database: PostgreSQLDatabase, signals: BridgeSignals, subjects: [OwnedSubject],
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
        state = Locked(OwnershipState(bridge: link.bridge, subjects: subjects, timing: timing))
        streams = Dictionary(uniqueKeysWithValues: subjects.map { ($0.id, AsyncStream.makeStream()) })
    }

    /// Joins the bridges of a database.
    ///
    /// - Parameters:
    ///   - configuration: the database's address.
    ///   - database: the same database, with tables that are up to date.
    ///   - bridge: this bridge's ID in the database.
    ///   - program: the description of this program for others, such as its name, version and machine.
    ///   - subjects: the subjects that it may own.
    ///   - timing: the length of a lease and related intervals.
    ///   - logger: logs the PBXs that are taken and lost.
    ///   - now: the clock that determines whether a lease is held.
    /// - Throws: `StorageError.servedElsewhere` if another program has the same ID, and others.
    package static func join(
        _ configuration: PostgreSQLPool.Configuration, of database: PostgreSQLDatabase, as bridge: String,
        program: String, subjects: [OwnedSubject], timing: OwnershipTiming = OwnershipTiming(), logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) async throws -> PostgreSQLOwnership {
        let signals = BridgeSignals()
        do {
            let link = try BridgeLink(
                configuration, bridge: bridge, program: program, timeout: max(timing.lease, .seconds(1)),
                notified: signals.heard)
            do {
                let deadline = ContinuousClock.now + timing.predecessorTimeout
                try await asking(until: deadline) {
                    while try await !link.poll(renewing: nil).isAlone {
                        guard ContinuousClock.now < deadline else {
                            throw StorageError.servedElsewhere(database: database.name, holder: try await link.holder())
                        }
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    try await link.join(waitingForLeasesOf: timing.lease)
                }
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

    /// Retries while the database does not answer: an earlier attempt may have taken effect, and repeating it changes
    /// nothing.
    private static func asking(
        until deadline: ContinuousClock.Instant, _ ask: () async throws -> Void
    ) async throws {
        while true {
            do {
                return try await ask()
            } catch let error as PostgreSQLError {
                guard case StorageError.unreachable = StorageError.translating(error), ContinuousClock.now < deadline
                else { throw error }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Sets the check whether a PBX can be reached from here.
    package func reaching(_ isReachable: @escaping @Sendable (_ pbx: String?) -> Bool) {
        self.isReachable.withLock { $0 = isReachable }
    }

    package var bridge: String { link.bridge }

    /// The owner of each subject, as of the last poll.
    package var owners: [String: SubjectOwner] { state.withLock { $0.owners } }

    /// Whether there are other bridges.
    package var hasOthers: Bool { state.withLock { $0.hasOthers } }

    /// Returns the ID of a PBX in rows.
    func id(of pbx: String?) -> String? {
        subjects.first { if case .pbx(_, known: pbx) = $0 { true } else { false } }?.id
    }

    /// Like ``id(of:)``; for a PBX that is no longer configured it is that of the default PBX, whose owner ends its
    /// requests.
    func knownID(of pbx: String?) -> String? { id(of: pbx) ?? id(of: nil) }

    package func tenure(of pbx: String?) -> PBXTenure? { id(of: pbx).flatMap(tenure(ofID:)) }

    /// Whether this bridge sends the outgoing deliveries.
    package var isDelivering: Bool { tenure(ofID: OwnedSubject.deliveries.id) != nil }

    func tenure(ofID id: String) -> PBXTenure? {
        state.withLock { $0.tenures[id] }.flatMap { $0.isHeld ? $0 : nil }
    }

    package func tenures(of pbx: String?) -> AsyncStream<PBXTenure> {
        id(of: pbx).flatMap { streams[$0]?.stream } ?? AsyncStream { $0.finish() }
    }

    /// Ends a tenure after a commit showed that another bridge owns the PBX.
    func lost(_ id: String, epoch: Int64) {
        if let tenure = state.withLock({ $0.tenures[id] }), tenure.epoch == epoch { tenure.end() }
    }

    /// Stops taking subjects; those that are owned are kept until the end of ``run()``.
    package func stop() { state.withLock { $0.isStopping = true } }

    /// Closes the connection.
    package func close() async { await link.close() }
}
