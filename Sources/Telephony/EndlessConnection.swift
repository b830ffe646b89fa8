import ConcurrencyPrimitives

/// A connection that is followed until it is lost.
protocol EndlessConnection: Sendable {
    associatedtype Message

    /// Follows it to its end; never returns otherwise than by throwing.
    ///
    /// - Parameters:
    ///   - opened: runs beside the reading; an error that it throws ends the connection.
    ///   - received: gets every message, in order.
    func follow(
        opened: @escaping @Sendable () async throws -> Void,
        received: @escaping @Sendable (Message) throws -> Void
    ) async throws -> Never
}

extension EndlessConnection {
    /// Runs something while the connection is followed, and ends it then.
    ///
    /// - Returns: what the body has returned.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value, received: @escaping @Sendable (Message) throws -> Void
    ) async throws -> Value {
        // Told from one task to another.
        let result = Locked<Value?>(nil)
        do {
            try await follow {
                let value = try await body()
                result.withLock { $0 = value }
                // The only way to leave a connection that lasts.
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
