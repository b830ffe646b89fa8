public import Foundation

/// The links of screens: supervisors create and withdraw their own, administrators all.
public struct ScreenLinkService: Sendable {
    /// The maximum length of a name, in characters.
    public static let maximumNameLength = 64

    private let store: any ScreenLinkStore
    private let now: @Sendable () -> Date

    public init(store: any ScreenLinkStore, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// Returns the links that somebody may withdraw, oldest first.
    public func links(for login: String, _ role: UserRole) async throws -> [ScreenLink] {
        guard role >= .supervisor else { return [] }
        return try await store.links().filter { role == .admin || $0.maker.login == login }
    }

    /// - Parameters:
    ///   - id: chosen in advance, so that a form which is sent twice creates one link.
    ///   - digest: SHA-256 of its secret in hex.
    /// - Returns: whether this call created it.
    public func make(
        _ id: String, name: String, digest: String, by login: String, author: String
    ) async throws -> Bool {
        try await store.add(
            id, name: String(name.prefix(Self.maximumNameLength)), by: login, digest: digest, at: now(), author: author)
    }

    /// - Returns: whether the link existed and was theirs.
    public func withdraw(_ id: String, by login: String, _ role: UserRole, author: String) async throws -> Bool {
        guard try await links(for: login, role).contains(where: { $0.id == id }) else { return false }
        return try await store.remove(id, by: author)
    }

    /// Returns the link with a secret's digest, unless it no longer shows anything; counts as a use.
    public func opened(digest: String) async throws -> ScreenLink? {
        guard let link = try await store.link(digest: digest, at: now()), link.view != nil else { return nil }
        return link
    }
}
