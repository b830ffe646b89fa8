import ConcurrencyPrimitives
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct CheckpointTests {
    /// So small that a few commits go beyond them.
    private static let limits = LogLimits(step: 20, longest: 60, fileSize: 400_000)

    @Test func `the log begins anew under constant writing, though no commit copies it`() async throws {
        try await withDatabase { database in
            let log = LogFile(of: database)
            try await withCheckpoints(of: database) {
                let first = try log.generation
                try await eventually {
                    try await write(database)
                    return try log.generation >= first + 3 && log.size <= Self.limits.fileSize
                }
                #expect(try await automaticPages(of: database) == 0)
            }
            #expect(try await automaticPages(of: database) == 1_000)
        }
    }

    @Test func `what was written beside the checkpoints is in the file when they have ended`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let database = try await HelpDeskDatabase.open(at: path)
            let flows = (0..<200).map { _ in SampleFlows.accepted() }
            try await withCheckpoints(of: database) {
                let store = HelpRequestDatabase(database: database, logger: .silent)
                try await withThrowingTaskGroup { group in
                    for flow in flows { group.addTask { try await store.insert(flow, idempotency: nil) } }
                    try await group.waitForAll()
                }
            }
            // Nothing of it is in the log any more.
            #expect(try LogFile(of: database).size == 0)
            try await database.close()

            let reopened = try await HelpDeskDatabase.open(at: path)
            let stored = try await HelpRequestDatabase(database: reopened, logger: .silent).openFlows()
            #expect(Set(stored.map(\.id)) == Set(flows.map(\.id)))
            #expect(try await reopened.checkIntegrity() == [])
            try await reopened.close()
        }
    }

    @Test func `a log that has grown under a long read is small again once that is over`() async throws {
        try await withDatabase { database in
            let log = LogFile(of: database)
            try await withCheckpoints(of: database) {
                try await withHeldReader(of: database) {
                    try await eventually {
                        try await write(database)
                        return try log.size > 10 * Self.limits.fileSize
                    }
                }
                try await eventually {
                    try await write(database)
                    return try log.size <= Self.limits.fileSize
                }
            }
            #expect(try await database.checkIntegrity() == [])
        }
    }

    @Test func `whoever reads the end of a long log is waited for only shortly, and the next time it begins anew`()
        async throws
    {
        try await withDatabase { database in
            let checkpoints = try LogCheckpoints(
                database, growth: LogGrowth(step: Self.limits.step), limits: Self.limits)
            try await apart { try checkpoints.begin() }
            for _ in 0..<10 { try await write(database) }
            let generation = try LogFile(of: database).generation
            try await withHeldReader(of: database) {
                #expect(try await !apart { try checkpoints.carryOut() })
                try await write(database)
                #expect(try LogFile(of: database).generation == generation)
            }
            // The reader may still be about to let go.
            try await eventually { try await apart { try checkpoints.carryOut() } }
            try await write(database)
            #expect(try LogFile(of: database).generation == generation + 1)
            try await apart { try checkpoints.end() }
        }
    }

    @Test func `what stands in the log can be emptied out of it, and backed up, beside the checkpoints`() async throws {
        try await withDatabase { database in
            try await withCheckpoints(of: database) {
                try await withThrowingTaskGroup { group in
                    group.addTask { for _ in 0..<50 { try await write(database) } }
                    group.addTask { try await database.backup(to: database.path + ".backup") }
                    try await group.waitForAll()
                }
                await database.emptyLog()
                #expect(try LogFile(of: database).size == 0)
            }
            let copy = try await HelpDeskDatabase.open(at: database.path + ".backup")
            #expect(try await copy.checkIntegrity() == [])
            try await copy.close()
        }
    }

    private func withCheckpoints(of database: HelpDeskDatabase, _ body: () async throws -> Void) async throws {
        let service = try await CheckpointService.open(database, limits: Self.limits, logger: .silent)
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            try await eventually { try await automaticPages(of: database) == 0 }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// After how many pages a commit copies the log; 0 for never.
    private func automaticPages(of database: HelpDeskDatabase) async throws -> Int? {
        try await database.pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint")
        }
    }

    /// Commits some ten pages.
    private func write(_ database: HelpDeskDatabase) async throws {
        try await database.pool.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS ballast (id INTEGER PRIMARY KEY, content BLOB);
                    REPLACE INTO ballast VALUES (1, randomblob(40000));
                    """)
        }
    }

    /// Does what blocks its thread on one that tasks do not share.
    private func apart<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await ThreadPool.database.complete(work)
    }
}
