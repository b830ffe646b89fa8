import ConcurrencyPrimitives
import Foundation
import GRDB
import HelpDesk
import Logging

@testable import Storage

/// A directory for one test, removed with what is in it.
func withTemporaryDirectory(_ body: (URL) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "helpbridge-storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory)
}

/// A database on disk for one test.
func withDatabase(_ body: (SQLiteDatabase) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
        let database = try await SQLiteDatabase.open(at: directory.appending(path: "helpbridge.sqlite").path)
        do {
            try await body(database)
        } catch {
            try? await database.close()  // The test's own error is the one to report.
            throw error
        }
        try await database.close()
    }
}

extension Logger {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

/// Waits until something is so, giving way to others meanwhile.
///
/// - Throws: `Overdue` after five minutes.
func eventually(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw Overdue() }
        await Task.yield()
    }
}

struct Overdue: Error {}

/// The statements that a database's writer carries out while `body` runs, without those that begin and end
/// transactions.
func tracedStatements(of database: SQLiteDatabase, _ body: () async throws -> Void) async throws -> [String] {
    let statements = Locked<[String]>([])
    try await database.pool.writeWithoutTransaction { db in
        db.trace { event in
            guard case .statement(let statement) = event else { return }
            statements.withLock { $0.append(statement.sql) }
        }
    }
    try await body()
    try await database.pool.writeWithoutTransaction { db in db.trace(options: []) }
    return statements.withLock { $0 }.filter { !$0.hasPrefix("BEGIN") && !$0.hasPrefix("COMMIT") }
}

/// Counts the commits of a database's writer.
final class CommitCounter: TransactionObserver, @unchecked Sendable {  // `count` is only touched on the writer's queue.
    private var count = 0

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count += 1 }
    func databaseDidRollback(_ db: Database) {}

    /// How many commits there were while `body` ran.
    func commits(in database: SQLiteDatabase, _ body: () async throws -> Void) async throws -> Int {
        database.pool.add(transactionObserver: self, extent: .databaseLifetime)
        try await body()
        return try await database.pool.writeWithoutTransaction { _ in self.count }
    }
}
