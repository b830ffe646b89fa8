public import Administration
import ConcurrencyPrimitives
public import Crypto
import Foundation
public import HelpDesk
package import Logging
public import ServiceLifecycle

/// The call centre's settings: an in-memory copy that is kept in sync with the database.
///
/// Several processes may change the settings of one database. Each change raises the revision there; ``run()`` polls it
/// and reloads the settings within about a quarter of a second.
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

    /// Reads the settings and creates the store.
    ///
    /// - Throws: a ``StorageError`` if the database cannot be read.
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

    /// The settings that were last read or applied.
    public var current: CallCenter { loaded.withLock { $0.callCenter } }

    public var tagKey: SymmetricKey { loaded.withLock { $0.tagKey } }

    /// Follows the changes of other processes until the program stops.
    ///
    /// If the database cannot be read, this is logged, and the last settings stay in force.
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

    /// Stores settings in the database, all or none of them, and makes them ``current``.
    ///
    /// Applying the same settings again changes nothing. Settings that are not mentioned stay, unless `prune` is set.
    ///
    /// - Parameters:
    ///   - callCenter: the settings.
    ///   - prune: whether everything else is removed.
    ///   - dryRun: whether to report only.
    ///   - author: the name for the audit log.
    /// - Returns: the changes; in a dry run, those that would be made.
    /// - Throws: `AdministrationError.invalid` if the result would refer to a department, source, route or sound that
    ///   does not exist; other ``StorageError``s if the database fails. Nothing is changed then.
    public func apply(
        _ callCenter: CallCenter, prune: Bool = false, dryRun: Bool = false, by author: String = "apply"
    ) async throws -> ChangeReport {
        try await edit(dryRun: dryRun, by: author) { prune ? callCenter : $0.merging(callCenter) }
    }

    /// Changes the settings based on the stored ones, all or nothing, and makes the result ``current``.
    ///
    /// - Parameters:
    ///   - dryRun: whether to report only.
    ///   - author: the name for the audit log.
    ///   - change: returns the new settings for those in the database; its errors are rethrown.
    /// - Returns: the changes; in a dry run, those that would be made.
    /// - Throws: like ``apply(_:prune:dryRun:by:)``. Nothing is changed then.
    public func edit(
        dryRun: Bool = false, by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws -> ChangeReport {
        let known = loaded.withLock { $0.revision }
        do {
            let (report, outcome) = try await database.write { [database] db in
                // A later change must see the settings that the previous change left.
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

    /// Sets whether a person may be rung; if the state is unchanged, its time stays too.
    ///
    /// - Parameters:
    ///   - state: whether they may be rung, or why not.
    ///   - number: their extension, whether or not it is in the settings at the moment.
    /// - Throws: a ``StorageError`` if the database fails.
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

    /// Adopts settings that were read, and reports the presences that others changed: after a write here, too, the
    /// settings that are read may contain the changes of others.
    ///
    /// - Parameters:
    ///   - known: the revision that was loaded before the read.
    ///   - number: the extension whose presence was set here; the caller reports it.
    /// - Returns: whether the settings were adopted.
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
        // A damaged revision must not make readable settings unusable.
        return (try? row.integer("revision")) ?? 0
    }
}
