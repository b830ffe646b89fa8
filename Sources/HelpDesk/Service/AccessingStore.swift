/// Reads or writes a store, or asks another bridge through it.
///
/// Errors other than `HelpDeskError` are reported as storage failures.
func accessingStore<Value: Sendable>(_ access: () async throws -> Value) async throws(HelpDeskError) -> Value {
    do {
        return try await access()
    } catch let error as HelpDeskError {
        throw error
    } catch {
        throw .notStored("\(error)")
    }
}
