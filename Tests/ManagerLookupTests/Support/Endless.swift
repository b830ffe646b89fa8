/// Work that is never done: it ends when its task is cancelled.
///
/// - Throws: `CancellationError`.
func untilCancelled() async throws -> Never {
    let (never, _) = AsyncStream.makeStream(of: Void.self)
    for await _ in never {}
    throw CancellationError()
}
