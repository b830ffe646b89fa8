import GRDB

extension SQLiteDatabase {
    /// Reads one moment on the calling thread, which waits for it; never on one that tasks share.
    ///
    /// - Throws: ``StorageError``, and what `work` throws of its own.
    package func readInPlace<Value>(_ work: (any SQLTransaction) throws -> Value) throws -> Value {
        do {
            return try pool.read { db in try work(SQLiteTransaction(db)) }
        } catch {
            throw StorageError.translating(error)
        }
    }
}
