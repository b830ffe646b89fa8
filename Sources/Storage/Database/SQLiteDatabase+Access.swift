import Files
import GRDB

extension SQLiteDatabase {
    /// Reads in one transaction.
    ///
    /// - Throws: ``StorageError``, and what `work` throws of its own.
    func reading<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(work)
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Writes in one transaction, which an error undoes.
    ///
    /// - Throws: ``StorageError``, and what `work` throws of its own.
    func writing<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            let value = try await pool.write { [self] db in
                try checkPlace()
                return try work(db)
            }
            writeHealth.note(nil)
            return value
        } catch {
            let error = StorageError.translating(error)
            writeHealth.note(error)
            throw error
        }
    }

    /// Makes sure that the file is where the next process will look for it: what is written to one that was removed is
    /// gone with this process. SQLite itself looks only where there is no write-ahead log.
    ///
    /// - Throws: ``StorageError/notInPlace(path:)``.
    func checkPlace() throws {
        guard let inode, FileStatus(path: path)?.identity.inode == inode else {
            throw StorageError.notInPlace(path: path)
        }
    }
}
