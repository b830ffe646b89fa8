import Storage

extension SQLDatabase {
    /// Does one piece of work with the database, and closes it whatever comes of that.
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
