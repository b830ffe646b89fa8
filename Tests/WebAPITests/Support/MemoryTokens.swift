import Foundation
import HelpDesk
import WebAPI

/// Tokens and a log of changes in memory.
final class MemoryTokens: TokenDesk {
    private let records = Locked<[TokenRecord]>([])
    private let log: [AuditEntry]

    init(log: [AuditEntry] = []) {
        self.log = log
    }

    func tokens() async throws -> [TokenRecord] { records.withLock { $0 } }

    func token(_ id: String) async throws -> TokenRecord? { records.withLock { $0.first { $0.id == id } } }

    func add(_ token: TokenRecord, digest: String, by author: String) async throws {
        records.withLock { $0.append(token) }
    }

    func change(_ token: TokenRecord, from expected: TokenRecord, by author: String) async throws -> Bool { false }

    func remove(_ id: String, by author: String) async throws -> Bool {
        records.withLock { records in
            let count = records.count
            records.removeAll { $0.id == id }
            return records.count < count
        }
    }

    func auditLog(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        Array(log.filter { $0.id < id ?? .max }.sorted { $0.id > $1.id }.prefix(limit))
    }
}
