public import Logging

/// Runs `work`, which uses the database; if it fails, the response is 503.
public func withStorage<Value: Sendable>(_ logger: Logger, _ work: () async throws -> Value) async throws -> Value {
    do {
        return try await work()
    } catch is CancellationError {
        throw CancellationError()
    } catch {
        logger.error("the database cannot be used", metadata: ["error": "\(error)"])
        throw Problem.storageUnavailable
    }
}
