import Files
import GRDB

extension SQLiteDatabase {
    /// Reads in one transaction.
    ///
    /// - Throws: ``StorageError``, and the errors of `work`.
    func reading<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(work)
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Writes in one transaction, which an error rolls back.
    ///
    /// - Throws: ``StorageError``, and the errors of `work`.
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

    /// Checks that the file is still at its path: writes to a removed file are lost when this process ends.
    ///
    /// SQLite itself checks this only without a write-ahead log.
    ///
    /// - Throws: ``StorageError/notInPlace(path:)``.
    func checkPlace() throws {
        guard let inode, FileStatus(path: path)?.identity.inode == inode else {
            throw StorageError.notInPlace(path: path)
        }
    }
}
