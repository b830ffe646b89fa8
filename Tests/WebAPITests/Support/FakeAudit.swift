import HelpDesk

/// Remembers what was done, by whom, and from where.
final class FakeAudit: AuditTrail {
    struct Entry: Equatable {
        var author: String?
        var address: String?
        var action: String
        var kind: String
        var item: String
    }

    private let noted = Locked<[Entry]>([])

    var entries: [Entry] { noted.withLock { $0 } }

    func note(_ action: String, _ kind: String, _ item: String) async {
        let origin = Origin.current
        noted.withLock {
            $0.append(
                Entry(author: origin?.author, address: origin?.address, action: action, kind: kind, item: item))
        }
    }
}
