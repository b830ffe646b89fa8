import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct CommitQueueTests {
    @Test("Each of many concurrent inserts is on disk")
    func concurrentInserts() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let database = try await SQLiteDatabase.open(at: path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flows = (0..<200).map { _ in SampleFlows.accepted() }
            try await withThrowingTaskGroup { group in
                for flow in flows { group.addTask { try await store.insert(flow, idempotency: nil) } }
                try await group.waitForAll()
            }
            try await database.close()

            let reopened = try await SQLiteDatabase.open(at: path)
            let stored = try await SQLiteHelpRequestStore(database: reopened, logger: .silent).openFlows()
            #expect(Set(stored.map(\.id)) == Set(flows.map(\.id)))
            try await reopened.close()
        }
    }

    @Test("Changes that wait while the disk is busy go into one commit")
    func busyDisk() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let commits = try await CommitCounter().commits(in: database) {
                try await whileWriterIsHeld(database, store.commits, until: 100) { group in
                    for _ in 0..<100 {
                        group.addTask { try await store.insert(SampleFlows.accepted(), idempotency: nil) }
                    }
                }
            }
            #expect(commits == 1)
            #expect(try await store.openFlows().count == 100)
        }
    }

    @Test("A caller resumes only when another connection can see their request", arguments: StoreKind.allCases)
    func visibility(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let (store, reader) = (stores.requests, stores.another)
            try await withThrowingTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask {
                        let flow = SampleFlows.accepted()
                        try await store.insert(flow, idempotency: nil)
                        #expect(try await reader.request(flow.id) == flow.request)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("A record that fails does not touch its neighbours in a commit")
    func neighbours() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let existing = SampleFlows.accepted()
            let unknown = SampleFlows.ringing()
            try await store.insert(existing, idempotency: nil)
            try await whileWriterIsHeld(database, store.commits, until: 22) { group in
                for _ in 0..<10 { group.addTask { try await store.insert(SampleFlows.accepted(), idempotency: nil) } }
                group.addTask {
                    await #expect(throws: StorageError.duplicateRequest(existing.id)) {
                        try await store.insert(existing, idempotency: nil)
                    }
                }
                group.addTask {
                    await #expect(throws: StorageError.unknownRequest(unknown.id)) { try await store.update(unknown) }
                }
                for _ in 0..<10 { group.addTask { try await store.insert(SampleFlows.accepted(), idempotency: nil) } }
            }
            #expect(try await store.openFlows().count == 21)
        }
    }

    @Test("The changes of one commit have ascending revisions, also where one of them fails")
    func revisions() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let existing = SampleFlows.accepted()
            try await store.insert(existing, idempotency: nil)
            let flows = [SampleFlows.accepted(), existing, SampleFlows.accepted()]
            try await whileWriterIsHeld(database, store.commits, until: 3) { group in
                for flow in flows { group.addTask { _ = try? await store.insert(flow, idempotency: nil) } }
            }
            var told = store.committed.makeAsyncIterator()
            var revisions: [Int64] = []
            for _ in 0..<3 {
                let change = try #require(await told.next())
                #expect(try await store.change(of: change.request.id) == change)
                revisions.append(change.revision)
            }
            #expect(revisions == revisions.sorted() && Set(revisions).count == 3)
        }
    }

    @Test("A transition takes no more statements than it needs, and those of one commit take their revisions together")
    func statements() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            func begins(_ body: () async throws -> Void) async throws -> [String] {
                try await tracedStatements(of: database, body).map { statement in
                    statement.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
                }
            }
            var flows = (0..<3).map { _ in SampleFlows.accepted() }
            for flow in flows { try await store.insert(flow, idempotency: nil) }
            let start = SampleFlows.start
            for index in flows.indices {
                _ = flows[index].handle(.started, at: start)
                _ = flows[index].handle(.ringing(.ofOperator(flows[index].id)), at: start.addingTimeInterval(1))
            }
            let ringing = flows
            let ofNewState = try await begins { for flow in ringing { try await store.update(flow) } }
            // The second one writes the indexes as well.
            let one = ["UPDATE help_request_revision", "UPDATE help_requests", "UPDATE help_requests"]
            #expect(ofNewState == one + one + one)

            for index in flows.indices { _ = flows[index].handle(.cancel, at: start.addingTimeInterval(2)) }
            let cancelled = flows
            let ofSameState = try await begins {
                try await whileWriterIsHeld(database, store.commits, until: 3) { group in
                    for flow in cancelled { group.addTask { try await store.update(flow) } }
                }
            }
            let updates = Array(repeating: "UPDATE help_requests", count: 3)
            #expect(ofSameState == ["UPDATE help_request_revision"] + updates)
            #expect(Set(try await store.openFlows().map(\.id)) == Set(cancelled.map(\.id)))
        }
    }

    @Test(
        "A change that fails half-way by itself leaves nothing behind, and the next one is made",
        arguments: StoreKind.allCases)
    func halfWay(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let (first, second, third) = (SampleFlows.accepted(), SampleFlows.accepted(), SampleFlows.accepted())
            let key = IdempotencyKey("k", fingerprint: "f")
            try await store.insert(first, idempotency: IdempotencyRecord(key, snapshot: first.request))
            // The request is written before its key, which is taken.
            await #expect(throws: StorageError.idempotencyKeyInUse("k")) {
                try await store.insert(second, idempotency: IdempotencyRecord(key, snapshot: second.request))
            }
            #expect(try await store.request(second.id) == nil)
            try await store.insert(third, idempotency: nil)
            #expect(Set(try await store.openFlows().map(\.id)) == [first.id, third.id])
        }
    }

    @Test("Cancelled callers neither lose their own request nor the others'")
    func cancelledCallers() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flows = (0..<9).map { _ in SampleFlows.accepted() }
            let callers = try await withHeldWriter(of: database) {
                let callers = flows.map { flow in Task { try await store.insert(flow, idempotency: nil) } }
                try await eventually { store.commits.waitingCount == flows.count }
                // Whichever came first has scheduled the batch of all.
                for caller in [callers[0], callers[4], callers[8]] { caller.cancel() }
                return callers
            }
            for caller in callers { try await caller.value }
            #expect(Set(try await store.openFlows().map(\.id)) == Set(flows.map(\.id)))
        }
    }

    @Test("A task that is cancelled before it writes still stores what happened", arguments: StoreKind.allCases)
    func cancelledBefore(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let flow = SampleFlows.accepted()
            let caller = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await store.insert(flow, idempotency: nil)
            }
            try await caller.value
            #expect(try await store.openFlows() == [flow])
        }
    }

    @Test("Changes of one commit are made in the order in which they were handed over")
    func sameOrder() async throws {
        try await withDatabase { database in
            let queue = SQLiteCommitQueue(database: database)
            let (order, committed) = AsyncStream.makeStream(of: Int.self)
            try await database.pool.write { db in try db.execute(sql: "CREATE TABLE log (number INTEGER)") }
            try await withThrowingTaskGroup { group in
                try await withHeldWriter(of: database) {
                    for number in 0..<20 {
                        group.addTask {
                            try await queue.commit { db, _ in
                                try db.execute(sql: "INSERT INTO log (number) VALUES (?)", arguments: [number])
                                return { committed.yield(number) }
                            }
                        }
                        try await eventually { queue.waitingCount == number + 1 }
                    }
                }
                try await group.waitForAll()
            }
            let numbers = try await database.pool.read { db in
                try Int.fetchAll(db, sql: "SELECT number FROM log ORDER BY rowid")
            }
            #expect(numbers == Array(0..<20))
            committed.finish()
            var told: [Int] = []
            for await number in order { told.append(number) }
            #expect(told == Array(0..<20))
        }
    }

    @Test("A full disk is reported to every caller, and passes")
    func fullDisk() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            try await database.pool.writeWithoutTransaction { db in
                let pages = try #require(try Int.fetchOne(db, sql: "PRAGMA page_count"))
                _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
            }
            let errors = try await withThrowingTaskGroup(of: StorageError?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            try await store.insert(SampleFlows.accepted(), idempotency: nil)
                            return nil
                        } catch let error as StorageError {
                            return error
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.contains(.diskFull))
            #expect(errors.allSatisfy { $0 == nil || $0 == .diskFull })
            #expect(try await store.openFlows().count == errors.count { $0 == nil })

            try await database.pool.writeWithoutTransaction { db in
                _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000")
            }
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            #expect(try await database.checkIntegrity() == [])
        }
    }

    @Test("A commit that fails fails for all whose changes were in it")
    func failedCommit() async throws {
        try await withDatabase { database in
            let queue = SQLiteCommitQueue(database: database)
            try await whileWriterIsHeld(database, queue, until: 3) { group in
                for name in ["sales", "support", nil] {
                    group.addTask {
                        await #expect(throws: StorageError.self) {
                            try await queue.commit { db, _ in
                                // A reference to nothing is only found out at the commit.
                                try db.execute(
                                    sql: "INSERT INTO departments (id, name, parent) VALUES (?, 'x', ?)",
                                    arguments: [name ?? "orphan", name == nil ? "nowhere" : nil])
                                return { Issue.record("nothing was committed") }
                            }
                        }
                    }
                }
            }
            let count = try await database.pool.read { db in
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM departments")
            }
            #expect(count == 0)
        }
    }

    /// Lets the callers pile up until `count` of them wait, then lets the writer go.
    private func whileWriterIsHeld(
        _ database: SQLiteDatabase, _ queue: SQLiteCommitQueue, until count: Int,
        _ addCallers: (inout ThrowingTaskGroup<Void, any Error>) -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            try await withHeldWriter(of: database) {
                addCallers(&group)
                try await eventually { queue.waitingCount == count }
            }
            try await group.waitForAll()
        }
    }
}
