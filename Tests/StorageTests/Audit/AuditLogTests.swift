import Administration
import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite struct AuditLogTests {
    @Test(arguments: StoreKind.allCases)
    func `an entry tells who has done what, and from which address`(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let log = stores.audit
            let token = APIToken(id: "a", name: "A", scopes: [.requests], createdAt: SampleFlows.start, expiresAt: nil)
            try await Origin.$current.withValue(Origin(author: "user:reza", address: "192.0.2.7")) {
                await log.note("took", "help_request", "x 200")
                // Also what is noted in the transaction of a change.
                try await stores.tokens.add(token, digest: "d", by: "user:reza")
            }
            await log.note("expired", "session", "y")
            let entries = try await log.entries(before: nil, limit: 10)
            #expect(entries.map(\.author) == ["bridge", "user:reza", "user:reza"])
            #expect(entries.map(\.address) == [nil, "192.0.2.7", "192.0.2.7"])
            #expect(entries.map(\.action) == ["expired", "added", "took"])
            #expect(entries.map(\.item) == ["y", "a", "x 200"])
            let older = try await log.entries(before: entries[1].id, limit: 10)
            #expect(older == [entries[2]])
        }
    }

    @Test func `entries go after the days that they are kept`() async throws {
        try await withDatabase { database in
            let log = AuditLog(database: database)
            await log.note("took", "help_request", "x")
            let retention = Retention(database: database, keepDays: 365, auditKeepDays: 30)
            let now = Date()
            let young = try await retention.prune(at: now.addingTimeInterval(29 * 86_400))
            let old = try await retention.prune(at: now.addingTimeInterval(31 * 86_400))
            #expect(young.auditEntries == 0 && old.auditEntries == 1)
            let left = try await log.entries(before: nil, limit: 10)
            #expect(left.isEmpty)
        }
    }
}
