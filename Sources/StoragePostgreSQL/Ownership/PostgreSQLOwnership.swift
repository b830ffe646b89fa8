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

    /// Asks again while the database does not answer: what was asked may have taken effect, and does so once.
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

    /// Says how to find out whether a PBX can be reached from here.
    package func reaching(_ isReachable: @escaping @Sendable (_ pbx: String?) -> Bool) {
        self.isReachable.withLock { $0 = isReachable }
    }

    package var bridge: String { link.bridge }

    /// Who owns each PBX, as of the last look.
    package var owners: [String: SubjectOwner] { state.withLock { $0.owners } }

    /// Whether other bridges are there.
    package var hasOthers: Bool { state.withLock { $0.hasOthers } }

    /// The id of a PBX, as rows name it.
    func id(of pbx: String?) -> String? {
        subjects.first { if case .pbx(_, known: pbx) = $0 { true } else { false } }?.id
    }

    /// The same; for a PBX that is not configured any more it is the default one's, whose owner ends its requests.
    func knownID(of pbx: String?) -> String? { id(of: pbx) ?? id(of: nil) }

    package func tenure(of pbx: String?) -> PBXTenure? { id(of: pbx).flatMap(tenure(ofID:)) }

    /// Whether this bridge is the one that sends what is to be sent.
    package var isDelivering: Bool { tenure(ofID: OwnedSubject.deliveries.id) != nil }

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

    /// Takes nothing any more; what is owned is kept until the end of ``run()``.
    package func stop() { state.withLock { $0.isStopping = true } }

    /// Closes the connection.
    package func close() async { await link.close() }
}
