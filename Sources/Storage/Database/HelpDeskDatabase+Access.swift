import GRDB

extension HelpDeskDatabase {
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
            let value = try await pool.write(work)
            writeHealth.note(nil)
            return value
        } catch {
            let error = StorageError.translating(error)
            writeHealth.note(error)
            throw error
        }
    }
}
