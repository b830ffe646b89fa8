/// Runs work on a store, whose own errors become ``AdministrationError/notStored(reason:)``.
func storing<Value>(_ work: () async throws -> Value) async throws(AdministrationError) -> Value {
    do {
        return try await work()
    } catch let error as AdministrationError {
        throw error
    } catch {
        throw .notStored(reason: "\(error)")
    }
}
