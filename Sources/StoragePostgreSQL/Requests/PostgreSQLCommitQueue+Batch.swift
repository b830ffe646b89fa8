import PostgreSQL
import Storage

extension PostgreSQLCommitQueue {
    /// A change and its waiting caller.
    struct Entry: Sendable {
        let change: Change
        let caller: CheckedContinuation<Void, any Error>
    }

    /// A batch with its statements.
    struct Batch: Sendable {
        let entries: [Entry]
        let statements: [PostgreSQLStatement]
        /// The range of each entry's statements.
        let ranges: [Range<Int>]
        /// How far each entry's revision is behind the counter's.
        let behind: [Int64]
        /// The number of revisions that it takes.
        let revisions: Int64
        private let hasClaims: Bool

        private static let advance = """
            UPDATE help_request_revision SET revision = greatest(revision, $1) + $2 RETURNING revision
            """

        /// - Parameters:
        ///   - isTold: whether to notify other bridges.
        ///   - known: the newest revision that was seen here. A promoted replica may have lost it, and a client that
        ///     knows it would mistake another change with the same revision for it.
        init(_ entries: [Entry], isTold: Bool, known: Int64) {
            self.entries = entries
            hasClaims = entries.contains { $0.change.claim != nil }
            revisions = Int64(entries.count { $0.change.advances != nil })
            var statements = [PostgreSQLStatement("BEGIN")]
            if revisions > 0 {
                statements.append(PostgreSQLStatement(Self.advance, [.integer(known), .integer(revisions)]))
                // After the lock on the counter's row, which a new owner waits for.
                if hasClaims { statements.append(PostgreSQLStatement("SELECT pbx, owner, epoch FROM pbx_owners")) }
            }
            var left = revisions
            var ranges: [Range<Int>] = []
            var behind: [Int64] = []
            for entry in entries {
                if entry.change.advances != nil { left -= 1 }
                let start = statements.count
                statements += entry.change.statements(left).map { PostgreSQLStatement($0) }
                ranges.append(start..<statements.count)
                behind.append(left)
            }
            if isTold, revisions > 0 { statements.append(PostgreSQLOrderForwarding.notification(.requests)) }
            if entries.contains(where: \.change.hasOrders) {
                statements.append(PostgreSQLOrderForwarding.notification(.orders))
            }
            self.statements = statements
            self.ranges = ranges
            self.behind = behind
        }

        /// Returns the revision of the counter.
        func counter(_ results: [PostgreSQLResult]) throws -> Int64 {
            guard revisions > 0 else { return 0 }
            guard let row = results[1].rows.first else {
                throw StorageError.failed("the table help_request_revision is empty")
            }
            return try row.integer("revision")
        }

        /// Returns the claims that are valid now and until the commit.
        func claims(_ results: [PostgreSQLResult]) throws -> [Claim] {
            guard revisions > 0, hasClaims else { return [] }
            return try results[2].rows.map { row in
                Claim(
                    pbx: try row.string("pbx"), bridge: try row.string("owner"), epoch: try row.integer("epoch"))
            }
        }
    }
}
