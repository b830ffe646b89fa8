import Administration
import ConcurrencyPrimitives
import Foundation
import LocatedYAML
import Testing

@Suite struct TokenServiceTests {
    /// Tokens in memory.
    private final class Tokens: TokenStore {
        struct Entry: Equatable {
            var token: APIToken
            var digest: String
            var author: String
        }

        private let entries = Locked<[Entry]>([])

        var stored: [Entry] { entries.withLock { $0 } }

        func tokens() async throws -> [APIToken] { entries.withLock { $0.map(\.token) } }
        func token(_ id: String) async throws -> APIToken? { try await tokens().first { $0.id == id } }
        func valid(digest: String, at now: Date) async throws -> APIToken? { nil }

        func add(_ token: APIToken, digest: String, by author: String) async throws {
            entries.withLock { $0.append(Entry(token: token, digest: digest, author: author)) }
        }

        func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool {
            entries.withLock { entries in
                guard let index = entries.firstIndex(where: { $0.token == expected }) else { return false }
                entries[index].token = token
                return true
            }
        }

        func remove(_ id: String, by author: String) async throws -> Bool {
            entries.withLock { entries in
                let count = entries.count
                entries.removeAll { $0.token.id == id }
                return entries.count < count
            }
        }
    }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000.123_456)
    private static let admin = Credential(id: "user:reza")

    private let store = Tokens()
    private var service: TokenService { TokenService(store: store) }

    private static func fields(
        _ name: String = "CRM", _ scopes: Set<Scope> = [.requests], days: Int? = nil, by author: Credential = admin
    ) -> [String] {
        let draft = TokenDraft(
            name: name, scopes: scopes, expiresAt: days.map { TokenDraft.expiry(after: $0, from: now) })
        return draft.faults(by: author, at: now).map(\.path)
    }

    @Test("A new token is stored as a digest, rounded to milliseconds, by its author")
    func creation() async throws {
        let expiry = TokenDraft.expiry(after: 30, from: Self.now)
        let draft = TokenDraft(name: "CRM", scopes: [.requests], expiresAt: expiry)
        let made = try await service.make(draft, by: Self.admin, at: Self.now)
        #expect(made.secret.text.wholeMatch(of: /hb_[0-9a-f]{64}/) != nil)
        let stored = Tokens.Entry(
            token: made.token, digest: TokenSecret.digest(of: made.secret.text), author: "user:reza")
        #expect(store.stored == [stored])
        #expect(made.token.id == made.token.id.lowercased())
        #expect(made.token.createdAt == Self.now.storable)
        #expect(made.token.expiresAt == expiry.storable)
    }

    @Test(
        "A token's name is one line of 1 to 100 characters that says something",
        arguments: ["", " ", "\u{200A}", "a\nb", "a\u{0}", "a\u{85}", String(repeating: "a", count: 101)])
    func names(name: String) async {
        #expect(!TokenDraft.isName(name))
        #expect(Self.fields(name) == ["name"])
        await #expect(throws: AdministrationError.self) {
            try await service.make(TokenDraft(name: name, scopes: [.requests]), by: Self.admin)
        }
        #expect(store.stored.isEmpty)
    }

    @Test("A token's name is counted as every place counts it, in scalars")
    func scalars() {
        #expect(Self.fields(String(repeating: "a", count: 100)) == [])
        // One character to the eye.
        #expect(Self.fields("e" + String(repeating: "\u{301}", count: 100)) == ["name"])
    }

    @Test("A token expires in a time to come, 36500 days at most")
    func expiry() {
        #expect(Self.fields(days: nil) == [])
        #expect(Self.fields(days: 1) == [])
        #expect(Self.fields(days: 36_500) == [])
        for days in [-1, 0, 36_501] { #expect(Self.fields(days: days) == ["expiresAt"], "\(days)") }
    }

    @Test("Nobody gives a token a scope that they do not have, nor none")
    func scopes() {
        let author = Credential(id: "token:x", scopes: [.requests, .tokens])
        #expect(Self.fields("CRM", [.requests, .tokens], by: author) == [])
        #expect(Self.fields("CRM", [.requests, .settings], by: author) == ["scopes"])
        #expect(Self.fields("CRM", [], by: author) == ["scopes"])
    }

    @Test("A change of a token is checked like a new one, and made only where nobody was faster")
    func changing() async throws {
        let made = try await service.make(TokenDraft(name: "CRM", scopes: [.requests]), by: Self.admin).token
        let draft = TokenDraft(name: "ERP", scopes: [.settings])
        await #expect(throws: AdministrationError.self) {
            try await service.change(made, to: TokenDraft(name: "", scopes: []), by: Self.admin)
        }
        let changed = try await service.change(made, to: draft, by: Self.admin)
        #expect(changed?.name == "ERP")
        #expect(changed?.id == made.id)
        #expect(try await service.change(made, to: draft, by: Self.admin) == nil)
        #expect(try await service.revoke(made.id, by: Self.admin))
        #expect(try await !service.revoke(made.id, by: Self.admin))
    }
}
