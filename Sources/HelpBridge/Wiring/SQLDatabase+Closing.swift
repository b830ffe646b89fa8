import Storage

extension SQLDatabase {
    /// Runs `work` with the database, and closes it in any case.
    func closing<Value: Sendable>(after work: () async throws -> Value) async throws -> Value {
        let value: Value
        do {
            value = try await work()
        } catch {
            try? await close()  // What went wrong before is worth more.
            throw error
        }
        try await close()
        return value
    }
}
