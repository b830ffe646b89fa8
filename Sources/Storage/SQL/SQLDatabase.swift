/// A database of either kind, for the stores that are the same for both.
package protocol SQLDatabase: AnyObject, Sendable {
    /// The unreadable rows of the database.
    var damage: DamagedRows { get }
    /// Seals and opens the secrets in the database.
    var seal: SecretSeal { get }
    /// The clock that decides which data is old enough to be removed.
    var clock: PlausibleClock { get }
    /// Whether the database is writable.
    var writeHealth: WriteHealth { get }
    /// The name for people: a path, or a server and a name.
    var name: String { get }

    /// Reads in one transaction, from one snapshot.
    ///
    /// - Throws: ``StorageError``, and the errors of `work`.
    func read<Value: Sendable>(_ work: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value
    /// Writes in one transaction, which an error rolls back.
    ///
    /// - Throws: ``StorageError``, and the errors of `work`.
    @discardableResult
    func write<Value: Sendable>(_ work: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value
    /// Like ``write(_:)``, even if the calling task is cancelled.
    func writeInAnyCase(_ work: @escaping @Sendable (any SQLTransaction) throws -> Void) async throws
    /// Like ``writeInAnyCase(_:)``, without waiting.
    func writeLater(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Void,
        then: @escaping @Sendable ((any Error)?) -> Void)
    /// Removes overwritten data from wherever the database still stores it, as far as possible at the moment.
    func emptyLog() async
    /// Returns the faults that the database's own check finds, one line each.
    func checkIntegrity() async throws -> [String]
    /// Completes the work in progress, and closes the database.
    func close() async throws
}
