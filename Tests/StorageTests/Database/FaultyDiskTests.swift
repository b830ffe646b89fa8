import Administration
import ConcurrencyPrimitives
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct FaultyDiskTests {
    private enum Fault: CaseIterable {
        case full
        case readOnly
        /// Somebody moves the file away.
        case moved

        /// By the limits of the writer's own connection: what SQLite then meets is what it meets on such a disk.
        func begin(_ database: SQLiteDatabase) async throws {
            try await database.pool.writeWithoutTransaction { [self] db in
                switch self {
                case .full:
                    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                    try db.execute(sql: "PRAGMA max_page_count = \(pages)")
                case .readOnly: try db.execute(sql: "PRAGMA query_only = ON")
                case .moved: try FileManager.default.moveItem(atPath: database.path, toPath: database.path + ".away")
                }
            }
        }

        func end(_ database: SQLiteDatabase) async throws {
            if case .moved = self {
                try FileManager.default.moveItem(atPath: database.path + ".away", toPath: database.path)
            }
            try await database.pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA max_page_count = 1073741823; PRAGMA query_only = OFF")
            }
        }
    }

    /// Fills what is left of a full disk's last pages.
    private func insertUntilFailure(_ store: SQLiteHelpRequestStore) async -> [HelpRequestID] {
        var stored: [HelpRequestID] = []
        for number in 0..<10_000 {
            let flow = SampleFlows.ended(at: SampleFlows.start.addingTimeInterval(Double(number)))
            do {
                try await store.insert(flow, idempotency: nil)
                stored.append(flow.id)
            } catch {
                break
            }
        }
        return stored
    }

    @Test(
        "What the disk cannot store fails as a whole, and the next is stored when there is room",
        arguments: Fault.allCases)
    private func asAWhole(_ fault: Fault) async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            try await fault.begin(database)
            let stored = await insertUntilFailure(store)
            let flow = SampleFlows.accepted()
            let key = IdempotencyRecord(IdempotencyKey("k", fingerprint: ""), snapshot: flow.request)
            await #expect {
                try await store.insert(flow, idempotency: key)
            } throws: { ($0 as? StorageError)?.isOfDisk == true }
            #expect(try await store.request(flow.id) == nil)
            #expect(try await store.idempotencyRecord(key: "k") == nil)
            #expect(try await store.requests(HelpRequestQuery(limit: 200)).count == min(stored.count, 200))
            try await fault.end(database)
            try await store.insert(flow, idempotency: key)
            #expect(try await store.request(flow.id) == flow.request)
            #expect(try await database.checkIntegrity() == [])
        }
    }

    @Test("A write that fails is told of until one succeeds", arguments: Fault.allCases)
    private func toldOf(_ fault: Fault) async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            try await database.checkWriting()
            try await fault.begin(database)
            _ = await insertUntilFailure(store)
            await #expect(throws: StorageError.self) { try await database.checkWriting() }
            try await database.checkAccess()
            try await fault.end(database)
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            try await database.checkWriting()
        }
    }

    @Test("Whether the disk takes something is tried, at most every other second")
    func probing() async throws {
        let now = Locked(ContinuousClock.now)
        let health = WriteHealth(logger: .silent, now: { now.withLock { $0 } })
        let looks = Locked(0)
        func probe(_ error: StorageError?) async {
            await health.probe {
                looks.withLock { $0 += 1 }
                if let error { throw error }
            }
        }
        await probe(.diskFull)
        await probe(nil)
        #expect(looks.withLock { $0 } == 1 && health.failure == .diskFull)
        now.withLock { $0 += .seconds(3) }
        await probe(nil)
        #expect(looks.withLock { $0 } == 2 && health.failure == nil)
        // What we refuse ourselves is no fault of the disk's.
        health.note(StorageError.idempotencyKeyInUse("x"))
        #expect(health.failure == nil)
    }

    @Test("A file in the database's place is not taken for the one that is open")
    func replacedFile() async throws {
        try await withDatabase { database in
            try FileManager.default.moveItem(atPath: database.path, toPath: database.path + ".away")
            try Data("another file".utf8).write(to: URL(fileURLWithPath: database.path))
            await #expect(throws: StorageError.notInPlace(path: database.path)) { try await database.checkWriting() }
        }
    }

    private func fault(_ work: () async throws -> Void) async -> StorageError? {
        do {
            try await work()
            return nil
        } catch {
            return error as? StorageError
        }
    }

    @Test("What another program keeps out of the database is refused, and stored once it is unlocked")
    func locked() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true  // It begins here, and ends much later.
            let other = try DatabaseQueue(path: database.path, configuration: configuration)
            try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
            let refusal = await fault { try await store.insert(SampleFlows.accepted(), idempotency: nil) }
            #expect(refusal == .busy)
            #expect(database.writeHealth.failure == .busy)
            try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            try await database.checkWriting()
        }
    }

    @Test("Room for a small row is not taken for room for a request")
    func smallRow() async throws {
        try await withDatabase { database in
            try await Fault.full.begin(database)
            database.writeHealth.note(StorageError.diskFull)
            await #expect(throws: StorageError.diskFull) { try await database.checkWriting() }
            try await Fault.full.end(database)
        }
    }

    @Test("Nobody is signed out by a disk that takes nothing", arguments: Fault.allCases)
    private func extendedSessions(_ fault: Fault) async throws {
        try await withDatabase { database in
            let sessions = SQLiteSessionStore(database: database)
            let now = SampleFlows.start
            try await sessions.begin(
                Session(
                    holder: .embedded(EmbeddedOperator(extension: "101")), expiresAt: now.addingTimeInterval(60),
                    endsAt: now.addingTimeInterval(600)),
                digest: "d", at: now)
            try await fault.begin(database)
            sessions.extend(digest: "d", until: now.addingTimeInterval(300))
            #expect(try await sessions.session(digest: "d", at: now.addingTimeInterval(299)) != nil)
            sessions.extend(digest: "d", until: now.addingTimeInterval(3000))
            #expect(try await sessions.session(digest: "d", at: now.addingTimeInterval(599)) != nil)
            #expect(try await sessions.session(digest: "d", at: now.addingTimeInterval(601)) == nil)
            try await fault.end(database)
        }
    }

    @Test("A change of the database that fails half-way leaves nothing behind")
    func halfWay() async throws {
        struct Refusal: Error {}
        try await withDatabase { database in
            let queue = SQLiteCommitQueue(database: database)
            await #expect(throws: Refusal.self) {
                try await queue.commit { db, _ in
                    try db.execute(sql: "INSERT INTO presences (extension, state, since) VALUES ('101', 'busy', 0)")
                    throw Refusal()
                }
            }
            let count = try await database.pool.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM presences")
            }
            #expect(count == 0)
        }
    }
}
