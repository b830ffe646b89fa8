import Administration
import Foundation
import Testing

@testable import Storage

@Suite("Links for screens in the database", .timeLimit(.minutes(15)))
struct ScreenLinkStoreTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    private static func with(
        _ kind: StoreKind, _ body: (StoreUnderTest, SQLScreenLinkStore, any UserStore) async throws -> Void
    ) async throws {
        try await withStore(kind) { stores in
            try await stores.users.add(
                User(
                    id: "id-of-sara", login: "sara", name: "سارا", role: .supervisor, extension: nil,
                    departments: ["support"], language: nil, isDisabled: false, createdAt: now),
                password: "digest", by: "test")
            try await body(stores, SQLScreenLinkStore(database: stores.database), stores.users)
        }
    }

    @Test(
        "A screen's link is made once for an id, by known makers only, and found by its digest, with its maker as now",
        arguments: StoreKind.allCases)
    func storing(kind: StoreKind) async throws {
        try await Self.with(kind) { stores, links, users in
            func add(_ id: String, by login: String, digest: String) async throws -> Bool {
                try await links.add(
                    id, name: "Hall", by: login, digest: digest, at: Self.now, author: "user:\(login)")
            }
            #expect(try await add("1", by: "sara", digest: "d"))
            #expect(try await !add("1", by: "sara", digest: "e"))
            #expect(try await !add("2", by: "nobody", digest: "f"))
            _ = try await users.change("id-of-sara", by: "test") { $0.departments = ["sales"] }
            let found = try #require(try await links.link(digest: "d", at: Self.now))
            #expect(found.id == "1" && found.name == "Hall" && found.maker.departments == ["sales"])
            #expect(try await links.link(digest: "e", at: Self.now) == nil)
            #expect(try await links.remove("1", by: "user:sara"))
            #expect(try await !links.remove("1", by: "user:sara"))
            #expect(try await links.link(digest: "d", at: Self.now) == nil)
            let entries = try await stores.audit.entries(before: nil, limit: 10)
            #expect(
                entries.filter { $0.kind == "screen_link" }.map { "\($0.author) \($0.action) \($0.item)" } == [
                    "user:sara removed Hall", "user:sara added Hall",
                ])
        }
    }

    @Test(
        "The last use of a screen's link is written once a minute, and the link ends with its maker",
        arguments: StoreKind.allCases)
    func using(kind: StoreKind) async throws {
        try await Self.with(kind) { stores, links, users in
            _ = try await links.add("1", name: "Hall", by: "sara", digest: "d", at: Self.now, author: "user:sara")
            #expect(try await links.links().map(\.lastUsedAt) == [nil])
            for (seconds, written) in [(0.0, 0.0), (59, 0), (61, 61)] {
                _ = try await links.link(digest: "d", at: Self.now.addingTimeInterval(seconds))
                // What was written before this is on SQLite's disk with it; PostgreSQL takes them side by side.
                try await stores.database.write { _ in }
                try await eventually {
                    try await links.links().map(\.lastUsedAt) == [Self.now.addingTimeInterval(written)]
                }
            }
            #expect(try await DatabaseCheck(database: stores.database).run().damaged.isEmpty)
            _ = try await users.remove("id-of-sara", by: "test")
            #expect(try await links.links().isEmpty)
        }
    }
}
