import GRDB

extension SQLiteDatabase {
    /// Reads a snapshot on the calling thread, which blocks; never call it on a thread that tasks share.
    ///
    /// - Throws: ``StorageError``, and the errors of `work`.
    package func readInPlace<Value>(_ work: (any SQLTransaction) throws -> Value) throws -> Value {
        do {
            return try pool.read { db in try work(SQLiteTransaction(db)) }
        } catch {
            throw StorageError.translating(error)
        }
    }
}
