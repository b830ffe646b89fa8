import PostgreSQL
import Storage

extension PostgreSQLCommitQueue {
    /// A change that takes effect as a whole or not at all.
    struct Change: Sendable {
        /// The ID of the request whose revision it advances; `nil` if it advances none.
        var advances: String?
        /// The PBX that this bridge must own for the change to count; `nil` if that is irrelevant.
        var claim: Claim?
        /// Whether it adds orders for the owner of a PBX.
        var hasOrders = false
        /// Returns the statements, given how far its revision is behind the counter's.
        var statements: @Sendable (_ behind: Int64) -> [SQLStatement]
        /// Checks the results of the statements.
        ///
        /// - Throws: a refusal, after which nothing of the change is stored.
        var check: @Sendable ([PostgreSQLResult]) throws -> Void
        /// Returns the refusal for a violated constraint; `nil` if only a bug can violate it.
        var refusal: @Sendable (_ constraint: String) -> StorageError? = { _ in nil }
        /// Called once the change is on disk, in the order of the changes, with its revision; it must return at once.
        var afterCommit: @Sendable (_ revision: Int64) -> Void = { _ in }
        /// Called if it cannot be determined whether the change is on disk; it must return at once.
        var ifUnknown: @Sendable () -> Void = {}
    }

    /// A PBX, with the epoch in which a bridge owns it.
    struct Claim: Sendable, Equatable {
        var pbx: String
        /// Two bridges may have had the same epoch, if a promoted replica had missed a change.
        var bridge: String
        var epoch: Int64
    }
}

/// An error: the PBX of a change's claim is now owned by another bridge.
struct LostClaim: Error {
    var claim: PostgreSQLCommitQueue.Claim
}
