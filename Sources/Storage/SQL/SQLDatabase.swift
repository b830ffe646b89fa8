/// Either database, as those stores see it which are the same for both.
package protocol SQLDatabase: AnyObject, Sendable {
    /// What of it cannot be read.
    var damage: DamagedRows { get }
    /// Seals and opens the secrets in it.
    var seal: SecretSeal { get }
    /// The time by which what is old is removed.
    var clock: PlausibleClock { get }
    /// Whether it can be written.
    var writeHealth: WriteHealth { get }
    /// By what people know it: a path, or a server and a name.
    var name: String { get }

    /// Reads in one transaction, which sees one moment.
    ///
    /// - Throws: ``StorageError``, and what `work` throws of its own.
    func read<Value: Sendable>(_ work: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value
    /// Writes in one transaction, which an error undoes.
    ///
    /// - Throws: ``StorageError``, and what `work` throws of its own.
    @discardableResult
    func write<Value: Sendable>(_ work: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value
    /// The same, also when the calling task has been cancelled.
    func writeInAnyCase(_ work: @escaping @Sendable (any SQLTransaction) throws -> Void) async throws
    /// The same, and nobody waits for it.
    func writeLater(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Void,
        then: @escaping @Sendable ((any Error)?) -> Void)
    /// Removes what was overwritten from wherever the database still has it, as far as that can be done at the moment.
    func emptyLog() async
    /// What the database itself finds wrong, one line each.
    func checkIntegrity() async throws -> [String]
    /// Ends what is under way, and lets go of it.
    func close() async throws
}
