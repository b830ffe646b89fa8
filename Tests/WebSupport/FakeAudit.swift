public import Administration
import ConcurrencyPrimitives
import HelpDesk

/// Remembers what was done, by whom, and from where.
public final class FakeAudit: AuditStore {
    public struct Entry: Equatable, Sendable {
        public var author: String?
        public var address: String?
        public var action: String
        public var kind: String
        public var item: String

        public init(author: String?, address: String?, action: String, kind: String, item: String) {
            self.author = author
            self.address = address
            self.action = action
            self.kind = kind
            self.item = item
        }
    }

    private let noted = Locked<[Entry]>([])
    private let log: [AuditEntry]

    /// - Parameter log: what is read.
    public init(log: [AuditEntry] = []) {
        self.log = log
    }

    public var entries: [Entry] { noted.withLock { $0 } }

    public func note(_ action: String, _ kind: String, _ item: String) async {
        let origin = Origin.current
        noted.withLock {
            $0.append(
                Entry(author: origin?.author, address: origin?.address, action: action, kind: kind, item: item))
        }
    }

    public func entries(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        Array(log.filter { $0.id < id ?? .max }.sorted { $0.id > $1.id }.prefix(limit))
    }
}
