import PostgreSQL
import Storage

extension PostgreSQLCommitQueue {
    /// What takes effect as a whole or not at all.
    struct Change: Sendable {
        /// The id of the request whose revision it advances; `nil` when it advances none.
        var advances: String?
        /// The PBX that has to be this bridge's for it to count; `nil` where that does not matter.
        var claim: Claim?
        /// Whether the owner of a PBX is to do something because of it.
        var hasOrders = false
        /// What it writes, given how far its revision is behind the counter's.
        var statements: @Sendable (_ behind: Int64) -> [SQLStatement]
        /// Looks at what the statements came to.
        ///
        /// - Throws: a refusal, for which nothing of the change is kept.
        var check: @Sendable ([PostgreSQLResult]) throws -> Void
        /// The refusal that a violated constraint means; `nil` for one that only a bug can violate.
        var refusal: @Sendable (_ constraint: String) -> StorageError? = { _ in nil }
        /// Called once it is on disk, in the order of the changes, with its revision; it must return at once.
        var afterCommit: @Sendable (_ revision: Int64) -> Void = { _ in }
        /// Called where nobody can find out whether it is on disk; it must return at once.
        var ifUnknown: @Sendable () -> Void = {}
    }

    /// A PBX, and the epoch in which it is this bridge's.
    struct Claim: Sendable, Equatable {
        var pbx: String
        /// Two bridges may have had the same epoch, where a replica was promoted that had missed something.
        var bridge: String
        var epoch: Int64
    }
}

/// A change came under a claim that is another bridge's by now.
struct LostClaim: Error {
    var claim: PostgreSQLCommitQueue.Claim
}
