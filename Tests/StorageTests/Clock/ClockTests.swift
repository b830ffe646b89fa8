import Administration
import ConcurrencyPrimitives
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct ClockTests {
    /// Both clocks of a machine, as a test sets them.
    private final class Machine: Sendable {
        private let state: Locked<(wall: Date, instant: ContinuousClock.Instant)>

        init(_ wall: Date) { state = Locked((wall, .now)) }

        var wall: Date { state.withLock { $0.wall } }
        var instant: ContinuousClock.Instant { state.withLock { $0.instant } }

        func pass(days: Double) {
            state.withLock {
                $0.wall += days * PlausibleClock.day
                $0.instant += .seconds(days * PlausibleClock.day)
            }
        }

        func leap(days: Double) { state.withLock { $0.wall += days * PlausibleClock.day } }

        func clock(lastSeen: Date?) -> PlausibleClock {
            PlausibleClock(lastSeen: lastSeen, wall: { self.wall }, monotonic: { self.instant })
        }
    }

    private let start = SampleFlows.start

    @Test("Time that passes is believed, a leap of the clock in either direction is not, and its end is")
    func leaps() {
        let machine = Machine(start)
        let clock = machine.clock(lastSeen: nil)
        machine.pass(days: 500)
        #expect(clock.reading.isPlausible)
        for leap in [730.0, -730, 2, -2] {
            machine.leap(days: leap)
            machine.pass(days: 1)
            #expect(!clock.reading.isPlausible, "\(leap)")
            #expect(clock.now == machine.wall.addingTimeInterval(-leap * PlausibleClock.day))
            machine.leap(days: -leap)
            #expect(clock.reading.isPlausible && clock.now == machine.wall)
        }
        // A clock that is put right by some minutes is a good one.
        machine.leap(days: 0.01)
        #expect(clock.reading.isPlausible)
    }

    @Test("After a rest of days the clock is believed, after one of years it is not")
    func rest() {
        for (days, isPlausible) in [(0.0, true), (29, true), (31, false), (730, false), (-0.5, true), (-2, false)] {
            let machine = Machine(start.addingTimeInterval(days * PlausibleClock.day))
            #expect(machine.clock(lastSeen: start).reading.isPlausible == isPlausible, "\(days)")
        }
    }

    @Test("A wrong year wipes nothing, also of a database that is older than the clock's row")
    func wrongYear() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "db.sqlite").path
            // What the database has seen last is two years ago by today's clock.
            let seen = Date().addingTimeInterval(-2 * 365 * PlausibleClock.day)
            let before = try DatabasePool(path: path)
            try Schema.migrator.migrate(before, upTo: "14 request history")
            try before.close()
            let database = try await SQLiteDatabase.open(at: path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            for days in [0.0, 300] {
                try await store.insert(
                    SampleFlows.ended(at: seen.addingTimeInterval(-days * PlausibleClock.day)), idempotency: nil)
            }
            try await database.write { db in try ClockRow.put(seen, db) }
            try await database.close()

            let again = try await SQLiteDatabase.open(at: path)
            let retention = Retention(database: again, keepDays: 365)
            await #expect {
                try await retention.prune()
            } throws: { error in
                guard case StorageError.implausibleClock = error else { return false }
                return true
            }
            let requests = SQLiteHelpRequestStore(database: again, logger: .silent)
            #expect(try await requests.requests(HelpRequestQuery()).count == 2)
            #expect(try await DatabaseCheck(database: again).run().clock != nil)
            // Somebody else says that it is right, and this process learns of it.
            let other = try await SQLiteDatabase.open(at: path)
            try await other.confirmTime()
            #expect(try await retention.prune().requests == 2)
            #expect(try await DatabaseCheck(database: again).run().clock == nil)
            try await other.close()
            try await again.close()
        }
    }

    @Test("What happens is dated by the wall clock, and by the time that is known to have been where that is behind")
    func timestamps() {
        let machine = Machine(start)
        let clock = machine.clock(lastSeen: start)
        machine.pass(days: 1)
        #expect(clock.timestamp == machine.wall && clock.timestamp(of: start) == start)
        for leap in [-5840.0, 5840] {
            machine.leap(days: leap)
            let right = machine.wall.addingTimeInterval(-leap * PlausibleClock.day)
            #expect(clock.timestamp == max(machine.wall, right), "\(leap)")
            let earlier = machine.wall.addingTimeInterval(-60)
            #expect(clock.timestamp(of: earlier) == max(machine.wall, right).addingTimeInterval(-60), "\(leap)")
            machine.leap(days: -leap)
        }
        // One that was ahead at the start, and was set right.
        let later = machine.clock(lastSeen: machine.wall.addingTimeInterval(-20 * PlausibleClock.day))
        #expect(later.reading.isPlausible)
        machine.leap(days: -20)
        #expect(later.timestamp == machine.wall)
    }

    @Test("What is noted while the clock is years behind is not removed as old once it is right")
    func behind() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "db.sqlite").path
            // By what the database has seen last, today's clock is sixteen years behind.
            let seen = Date().addingTimeInterval(16 * 365 * PlausibleClock.day)
            let before = try await SQLiteDatabase.open(at: path)
            try await before.write { db in try ClockRow.put(seen, db) }
            try await before.close()

            let database = try await SQLiteDatabase.open(at: path)
            let flow = SampleFlows.ended(at: database.clock.timestamp)
            try await SQLiteHelpRequestStore(database: database, logger: .silent).insert(flow, idempotency: nil)
            await SQLiteAuditLog(database: database).note("took", "help_request", flow.id.text)
            let deliveries = SQLWebhookDeliveryLog(database: database, logger: .silent)
            deliveries.note(
                WebhookDelivery(
                    endpoint: "main", receivedAt: Date(), deliveryId: nil, result: .accepted, status: 202, code: nil,
                    reason: nil, request: nil, size: 2, isProven: true), content: nil)
            let traces = SQLLookupTraceLog(database: database, logger: .silent)
            traces.note(size: 10) {
                LookupTrace(
                    request: flow.id, source: "crm", askedAt: Date(),
                    trace: SourceTrace(
                        result: .found, milliseconds: 12, detail: nil, managers: [], exchanges: []))
            }
            try await withThrowingTaskGroup { group in
                group.addTask { try await deliveries.run() }
                group.addTask { try await traces.run() }
                group.cancelAll()
                try await group.waitForAll()
            }

            let later = seen.addingTimeInterval(PlausibleClock.day)
            let removal = try await Retention(database: database, keepDays: 30).prune(at: later)
            #expect(removal.requests == 0 && removal.auditEntries == 0 && removal.webhookDeliveries == 0)
            let kept = try await traces.traces(of: flow.id)
            #expect(kept.count == 1 && kept.allSatisfy { $0.askedAt > seen.addingTimeInterval(-1) })
            try await database.close()
        }
    }

    @Test("The newest record speaks for the clock of a database that has no clock yet")
    func newestRecord() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "db.sqlite").path
            let seen = Date(timeIntervalSince1970: 1_600_000_000)
            let before = try DatabasePool(path: path)
            try Schema.migrator.migrate(before, upTo: "14 request history")
            try await before.write { db in
                try db.execute(
                    sql: "INSERT INTO audit_log (at, author, action, kind, item) VALUES (?, 'a', 'b', 'c', 'd')",
                    arguments: [seen.storedMilliseconds])
            }
            try before.close()
            let database = try await SQLiteDatabase.open(at: path)
            #expect(!database.clock.reading.isPlausible)
            #expect(try await database.read(ClockRow.lastSeen) == seen)
            try await database.close()
        }
    }

    @Test("An idempotency key of yesterday's repeats its answer, whatever year the clock shows")
    func idempotencyKeys() async throws {
        try await withDatabase { database in
            let machine = Machine(Date())
            let clock = machine.clock(lastSeen: nil)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent, now: { clock.now })
            let flow = SampleFlows.accepted(at: machine.wall)
            let record = IdempotencyRecord(IdempotencyKey("k", fingerprint: "f"), snapshot: flow.request)
            try await store.insert(flow, idempotency: record)
            machine.leap(days: 730)
            #expect(try await store.idempotencyRecord(key: "k") == record)
            machine.leap(days: -730)
            machine.pass(days: 1.5)
            #expect(try await store.idempotencyRecord(key: "k") == nil)
        }
    }
}
