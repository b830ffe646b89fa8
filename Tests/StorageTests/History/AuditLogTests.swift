import Administration
import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite struct AuditLogTests {
    @Test("An entry of the audit log tells who has done what, and from which address", arguments: StoreKind.allCases)
    func authors(kind: StoreKind) async throws {
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

    @Test(
        "A NUL, which no database keeps in a text, is kept in the audit log as what stands for it",
        arguments: StoreKind.allCases)
    func textWithNUL(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            await stores.audit.note("added", "sound", "a\0b")
            let items = try await stores.audit.entries(before: nil, limit: 1).map(\.item)
            #expect(items == ["a\u{FFFD}b"])
        }
    }

    @Test(
        "An audit entry that cannot be read leaves no gap in a page, which would be taken for the last",
        arguments: StoreKind.allCases)
    func damagedPage(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            for item in 1...5 { await stores.audit.note("took", "help_request", "\(item)") }
            try await stores.execute(
                SQLStatement("UPDATE audit_log SET differences = '{' WHERE item IN ('2', '4')", []))
            let first = try await stores.audit.entries(before: nil, limit: 2)
            #expect(first.map(\.item) == ["5", "3"])
            #expect(try await stores.audit.entries(before: first.last?.id, limit: 2).map(\.item) == ["1"])
        }
    }

    @Test("The audit log tells what was changed in a setting, and no secret", arguments: StoreKind.allCases)
    func differences(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = try await SQLCallCenterStore(database: stores.database, logger: .silent)
            var source = LookupSource(
                id: "main", mapping: "generic", baseURL: "http://crm.test",
                credentials: ["token": SecretReference("first secret")])
            _ = try await store.apply(CallCenter(sources: [source]), by: "user:reza")
            source.baseURL = "http://other.test"
            source.credentials["token"] = SecretReference("second secret")
            _ = try await store.apply(CallCenter(sources: [source]), by: "user:reza")
            await stores.audit.note("took", "help_request", "x 200")
            let entries = try await stores.audit.entries(before: nil, limit: 10)
            #expect(entries.map(\.action) == ["took", "changed", "added"])
            #expect(
                entries.map(\.differences) == [
                    [],
                    [
                        SettingDifference(field: "baseURL", before: "http://crm.test", after: "http://other.test"),
                        SettingDifference(field: "credentials.token", before: "***", after: "***"),
                    ], [],
                ])
        }
    }

    @Test("A number that is to be forgotten is taken out of what the audit log tells of changes")
    func forgetting() async throws {
        try await withDatabase { database in
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            for name in ["Calls of 09121234567", "Calls"] {
                _ = try await store.apply(CallCenter(departments: [Department(id: "d", name: name)]))
            }
            let log = SQLiteAuditLog(database: database)
            let before = try await log.entries(before: nil, limit: 1)
            #expect(before.first?.differences.first?.before == "Calls of 09121234567")
            _ = try await Forgetting(
                database: database, number: #require(PhoneNumber("0912 123 4567")), batchSize: 2
            ).run()
            let after = try await log.entries(before: nil, limit: 1)
            #expect(after.first?.differences.first?.before?.contains("1234567") == false)
        }
    }

    @Test("Entries of the audit log go after the days that they are kept")
    func retention() async throws {
        try await withDatabase { database in
            let log = SQLiteAuditLog(database: database)
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
