public import Administration
import ConcurrencyPrimitives
public import Foundation
import HelpDesk

/// Tokens in memory.
public final class MemoryTokens: TokenStore {
    private let records = Locked<[APIToken]>([])

    public init() {}

    public func tokens() async throws -> [APIToken] { records.withLock { $0 } }

    public func token(_ id: String) async throws -> APIToken? { records.withLock { $0.first { $0.id == id } } }

    public func valid(digest: String, at now: Date) async throws -> APIToken? { nil }

    public func add(_ token: APIToken, digest: String, by author: String) async throws {
        records.withLock { $0.append(token) }
    }

    public func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool { false }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        records.withLock { records in
            let count = records.count
            records.removeAll { $0.id == id }
            return records.count < count
        }
    }
}
