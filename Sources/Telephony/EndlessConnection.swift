import ConcurrencyPrimitives

/// A connection that is followed until it is lost.
protocol EndlessConnection: Sendable {
    associatedtype Message

    /// Follows the connection to its end; ends only by throwing.
    ///
    /// - Parameters:
    ///   - opened: runs concurrently with the reading; an error that it throws ends the connection.
    ///   - received: called with every message, in order.
    func follow(
        opened: @escaping @Sendable () async throws -> Void,
        received: @escaping @Sendable (Message) throws -> Void
    ) async throws -> Never
}

extension EndlessConnection {
    /// Runs a body while the connection is followed, then ends the connection.
    ///
    /// - Returns: the result of the body.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value, received: @escaping @Sendable (Message) throws -> Void
    ) async throws -> Value {
        // Passed from one task to another.
        let result = Locked<Value?>(nil)
        do {
            try await follow {
                let value = try await body()
                result.withLock { $0 = value }
                // The only way to leave an endless connection.
                throw CancellationError()
            } received: {
                try received($0)
            }
        } catch {
            guard let value = result.withLock({ $0 }) else { throw error }
            return value
        }
    }
}
