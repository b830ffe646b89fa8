import PostgreSQL
import Storage

extension PostgreSQLCommitQueue {
    /// A change that takes effect as a whole or not at all.
    struct Change: Sendable {
        /// The id of the request whose revision the change advances; `nil` if it advances none.
        var advances: String?
        /// The PBX that this bridge must own for the change to count; `nil` if that does not matter.
        var claim: Claim?
        /// Whether the change adds orders for the owner of a PBX.
        var hasOrders = false
        /// The statements of the change, given how far its revision is below the counter's.
        var statements: @Sendable (_ behind: Int64) -> [SQLStatement]
        /// Checks the results of the statements.
        ///
        /// - Throws: A refusal; nothing of the change is kept then.
        var check: @Sendable ([PostgreSQLResult]) throws -> Void
        /// The refusal that a violated constraint means; `nil` for a constraint that only a bug can violate.
        var refusal: @Sendable (_ constraint: String) -> StorageError? = { _ in nil }
        /// Called with the revision once the change is on disk, in the order of the changes; it must return at once.
        var afterCommit: @Sendable (_ revision: Int64) -> Void = { _ in }
        /// Called if it cannot be found out whether the change is on disk; it must return at once.
        var ifUnknown: @Sendable () -> Void = {}
    }

    /// A PBX and the epoch in which this bridge owns it.
    struct Claim: Sendable, Equatable {
        var pbx: String
        /// The owner: two bridges may have had the same epoch if a promoted replica had missed something.
        var bridge: String
        var epoch: Int64
    }
}

/// The error of a change whose claim belongs to another bridge by now.
struct LostClaim: Error {
    var claim: PostgreSQLCommitQueue.Claim
}
