public import Administration
import ConcurrencyPrimitives
public import Crypto
import Foundation
public import HelpDesk
package import Logging
public import ServiceLifecycle

/// The call centre's settings: a copy in memory that is cheap to ask, kept in step with the database.
///
/// Several processes may change the settings of one database. Each change raises the revision there; ``run()`` watches
/// it and takes over what others have changed within about a quarter of a second.
public final class SQLCallCenterStore: SettingsStore, PresenceStore, Service {
    private struct Loaded: Sendable {
        var revision: Int64
        var callCenter: CallCenter
        var tagKey: SymmetricKey
    }

    private let database: any SQLDatabase
    private let logger: Logger
    private let pollInterval: Duration
    private let onReload: @Sendable (CallCenter) -> Void
    private let loaded: Locked<Loaded>
    public let presencesTakenOver: AsyncStream<[String]>
    private let takeOver: AsyncStream<[String]>.Continuation

    /// Reads the settings and makes a store of them.
    ///
    /// - Throws: a ``StorageError`` when the database cannot be read.
    package convenience init(database: any SQLDatabase, logger: Logger) async throws {
        try await self.init(
            database: database, logger: logger, pollInterval: .milliseconds(250), onReload: { _ in })
    }

    init(
        database: any SQLDatabase, logger: Logger, pollInterval: Duration,
        onReload: @escaping @Sendable (CallCenter) -> Void
    ) async throws {
        self.database = database
        self.logger = logger
        self.pollInterval = pollInterval
        self.onReload = onReload
        (presencesTakenOver, takeOver) = AsyncStream.makeStream()
        do {
            loaded = Locked(try await database.read { db in try Self.loaded(db, database) })
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// The settings as they were last read or applied.
    public var current: CallCenter { loaded.withLock { $0.callCenter } }

    public var tagKey: SymmetricKey { loaded.withLock { $0.tagKey } }

    /// Follows the changes that other processes make, until the program is stopped. A database that cannot be read for
    /// a while is logged, and the settings that were read last stay in force.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var lastProblem: String?
            while !Task.isCancelled {
                do {
                    try await self.follow()
                    lastProblem = nil
                } catch is CancellationError {
                    return
                } catch {
                    let problem = "\(error)"
                    if problem != lastProblem {
                        self.logger.error("the settings could not be read again", metadata: ["error": "\(problem)"])
                    }
                    lastProblem = problem
                }
                guard (try? await Task.sleep(for: self.pollInterval)) != nil else { return }  // Cancelled: we stop.
            }
        }
    }

    /// Puts settings into the database, all or none of them, and makes them ``current``.
    ///
    /// Applying the same settings again changes nothing. What is not mentioned stays, unless it is to be pruned.
    ///
    /// - Parameters:
    ///   - callCenter: the settings.
    ///   - prune: whether everything else is removed.
    ///   - dryRun: whether to report only.
    ///   - author: whom the audit log names.
    /// - Returns: what was changed; in a dry run, what would be.
    /// - Throws: `AdministrationError.invalid` when something in the outcome would name a department, source,
    ///   route or sound that does not exist; other ``StorageError``s when the database fails. Nothing is changed then.
    public func apply(
        _ callCenter: CallCenter, prune: Bool = false, dryRun: Bool = false, by author: String = "apply"
    ) async throws -> ChangeReport {
        try await edit(dryRun: dryRun, by: author) { prune ? callCenter : $0.merging(callCenter) }
    }

    /// Changes the settings by a look at what they are, all or nothing, and makes the outcome ``current``.
    ///
    /// - Parameters:
    ///   - dryRun: whether to report only.
    ///   - author: whom the audit log names.
    ///   - change: makes the settings of those in the database; what it throws is thrown.
    /// - Returns: what was changed; in a dry run, what would be.
    /// - Throws: as ``apply(_:prune:dryRun:by:)``. Nothing is changed then.
    public func edit(
        dryRun: Bool = false, by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws -> ChangeReport {
        let known = loaded.withLock { $0.revision }
        do {
            let (report, outcome) = try await database.write { [database] db in
                // Who changes settings sees those that the change before has left.
                try db.lock("call_center_revision")
                var stored = try Self.loaded(db, database)
                var target = try change(stored.callCenter)
                target.presences = stored.callCenter.presences
                try target.requireReferences(since: stored.callCenter)
                try target.requireSounds(since: stored.callCenter) { try SQLSoundStore.has($0, db) }
                let report = ChangeReport(from: stored.callCenter, to: target)
                if !dryRun, !report.isEmpty {
                    try target.write(report, database.seal, db)
                    for source in stored.callCenter.sources.values {
                        try SQLRefreshTokenStore.forget(source, unlessOf: target.sources[source.id], database.seal, db)
                    }
                    try AuditRow.note(
                        report, from: stored.callCenter, to: target, by: author, at: database.clock.timestamp, db)
                    try Self.advanceRevision(past: known, db)
                    (stored.revision, stored.callCenter) = (try Self.revision(db), target)
                }
                return (report, stored)
            }
            keep(outcome, since: known)
            return report
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Says whether somebody may be rung. One who is in that state already stays in it since the same time.
    ///
    /// - Parameters:
    ///   - state: whether they may be rung, or why not.
    ///   - number: their extension, whether or not a table names them at the moment.
    /// - Throws: a ``StorageError`` when the database fails.
    public func setPresence(_ state: Presence.State, of number: String) async throws {
        let now = Date().storedMilliseconds
        let known = loaded.withLock { $0.revision }
        do {
            let outcome = try await database.write { [database] db in
                try db.lock("call_center_revision")
                let changes = try db.execute(
                    sql: """
                        INSERT INTO presences (extension, state, since) VALUES (?, ?, ?)
                        ON CONFLICT (extension) DO UPDATE SET state = excluded.state, since = excluded.since
                        WHERE presences.state <> excluded.state
                        """, arguments: [number, state.rawValue, now])
                if changes > 0 { try Self.advanceRevision(past: known, db) }
                return try Self.loaded(db, database)
            }
            keep(outcome, since: known, setting: number)
        } catch {
            throw StorageError.translating(error)
        }
    }

    private func follow() async throws {
        let known = loaded.withLock { $0.revision }
        let newer = try await database.read { [database] db in
            try Self.revision(db) == known ? nil : try Self.loaded(db, database)
        }
        if let newer, keep(newer, since: known) {
            logger.info("settings taken over", metadata: ["revision": "\(newer.revision)"])
            onReload(newer.callCenter)
        }
    }

    /// Takes over what was read, and tells whose presence others have changed: whoever writes here reads what they have
    /// written, too.
    ///
    /// - Parameters:
    ///   - known: the revision that was loaded before it was read.
    ///   - number: whose presence was set here, of which the caller tells.
    /// - Returns: whether it was taken over.
    @discardableResult
    private func keep(_ newer: Loaded, since known: Int64, setting number: String? = nil) -> Bool {
        loaded.withLock { loaded in
            // A slow reader must not put back what has been replaced meanwhile. Where nothing was, what was read counts
            // even if it is older: a failover may have lost the last changes.
            guard newer.revision > loaded.revision || loaded.revision == known else { return false }
            let (before, after) = (loaded.callCenter.presences, newer.callCenter.presences)
            let changed = Set(before.keys).union(after.keys).filter { $0 != number && before[$0] != after[$0] }
            if !changed.isEmpty { takeOver.yield(changed.sorted()) }
            loaded = newer
            return true
        }
    }

    private static func loaded(_ db: any SQLTransaction, _ database: any SQLDatabase) throws -> Loaded {
        Loaded(
            revision: try revision(db),
            callCenter: try CallCenter(db, damage: database.damage, seal: database.seal),
            tagKey: database.seal.tagKey(db))
    }

    /// Gives the settings a revision that was not seen here: a replica that is promoted may have lost some, and whoever
    /// knows one of those would take another one with the same number for it.
    private static func advanceRevision(past known: Int64, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: "UPDATE call_center_revision SET revision = ?", arguments: [max(try revision(db), known) + 1])
    }

    private static func revision(_ db: any SQLTransaction) throws -> Int64 {
        guard let row = try db.row(sql: "SELECT revision FROM call_center_revision") else {
            throw StorageError.unreadableRow(table: "call_center_revision", id: "1", reason: "it is missing")
        }
        // Settings that can be read are not lost by a number that cannot.
        return (try? row.integer("revision")) ?? 0
    }
}
