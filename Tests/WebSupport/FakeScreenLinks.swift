public import Administration
import ConcurrencyPrimitives
public import Foundation

/// Links of screens in memory.
public final class FakeScreenLinks: ScreenLinkStore {
    private let users: FakeSessions
    private let kept = Locked<[(link: ScreenLink, digest: String)]>([])

    /// - Parameter users: those who make links.
    public init(_ users: FakeSessions) {
        self.users = users
    }

    /// What is kept of the secrets.
    public var digests: [String] { kept.withLock { $0.map(\.digest) } }

    public func links() async throws -> [ScreenLink] {
        var links: [ScreenLink] = []
        for (link, _) in kept.withLock({ $0 }) {
            guard let maker = try await users.user(link.maker.id) else { continue }
            var current = link
            current.maker = maker
            links.append(current)
        }
        return links
    }

    public func link(digest: String, at now: Date) async throws -> ScreenLink? {
        let id = kept.withLock { kept -> String? in
            guard let index = kept.firstIndex(where: { $0.digest == digest }) else { return nil }
            kept[index].link.lastUsedAt = now
            return kept[index].link.id
        }
        return try await links().first { $0.id == id }
    }

    public func add(
        _ id: String, name: String, by login: String, digest: String, at now: Date, author: String
    ) async throws -> Bool {
        guard let maker = try await users.account(login: login)?.user else { return false }
        return kept.withLock { kept in
            guard !kept.contains(where: { $0.link.id == id }) else { return false }
            kept.append((ScreenLink(id: id, name: name, maker: maker, createdAt: now), digest))
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        kept.withLock { kept in
            let count = kept.count
            kept.removeAll { $0.link.id == id }
            return kept.count < count
        }
    }
}
