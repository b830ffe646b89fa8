/// Reads or writes a store, or asks another bridge through it. An error that is not the help desk's own is reported as a
/// storage failure.
func accessingStore<Value: Sendable>(_ access: () async throws -> Value) async throws(HelpDeskError) -> Value {
    do {
        return try await access()
    } catch let error as HelpDeskError {
        throw error
    } catch {
        throw .notStored("\(error)")
    }
}
