import GRDB

extension SQLiteDatabase: SQLDatabase {
    package var name: String { path }

    package func read<Value: Sendable>(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        try await reading { db in try work(SQLiteTransaction(db)) }
    }

    package func write<Value: Sendable>(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        try await writing { db in try work(SQLiteTransaction(db)) }
    }

    package func writeInAnyCase(_ work: @escaping @Sendable (any SQLTransaction) throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
            writeLater(work) { error in
                if let error { caller.resume(throwing: error) } else { caller.resume() }
            }
        }
    }

    package func writeLater(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Void,
        then: @escaping @Sendable ((any Error)?) -> Void
    ) {
        pool.asyncWrite(
            { [self] db in
                try checkPlace()
                try work(SQLiteTransaction(db))
            },
            completion: { [writeHealth] _, outcome in
                switch outcome {
                case .success:
                    writeHealth.note(nil)
                    then(nil)
                case .failure(let error):
                    let error = StorageError.translating(error)
                    writeHealth.note(error)
                    then(error)
                }
            })
    }

    /// Checkpoints and truncates the log, which still contains older pages.
    ///
    /// If a reader is active at this moment, a later checkpoint does it.
    package func emptyLog() async {
        _ = try? await pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }
}
