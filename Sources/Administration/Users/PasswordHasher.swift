import Foundation

/// A hasher of passwords outside the cooperative pool, a few at a time: each occupies a core and much memory.
public final class PasswordHasher: Sendable {
    private let cost: PasswordHash.Cost
    private let maximumWaiting: Int
    private let queue: OperationQueue

    /// - Parameters:
    ///   - cost: the cost of new digests.
    ///   - atOnce: the maximum number of concurrent digests.
    ///   - maximumWaiting: how many more may wait; the next one is refused.
    public init(cost: PasswordHash.Cost = .standard, atOnce: Int = 2, maximumWaiting: Int = 32) {
        self.cost = cost
        self.maximumWaiting = atOnce + maximumWaiting
        queue = OperationQueue()
        queue.name = "helpbridge.passwords"
        queue.maxConcurrentOperationCount = atOnce
    }

    /// - Throws: ``AdministrationError/busy`` if too many are waiting.
    public func hash(_ password: String) async throws -> PasswordHash {
        try await run { [cost] in try PasswordHash(password, cost: cost) }
    }

    /// Whether the password matches a stored digest.
    ///
    /// - Parameter text: the stored digest; `nil`, for somebody who does not exist, takes as long as a wrong password.
    /// - Throws: ``AdministrationError/busy`` if too many are waiting.
    public func matches(_ password: String, _ text: String?) async throws -> Bool {
        try await run { [cost] in
            guard let hash = text.flatMap(PasswordHash.init(_:)) else {
                _ = try PasswordHash(password, cost: cost)
                return false
            }
            return try hash.matches(password)
        }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        guard queue.operationCount < maximumWaiting else { throw AdministrationError.busy }
        return try await withCheckedThrowingContinuation { caller in
            queue.addOperation { caller.resume(with: Result { try work() }) }
        }
    }
}
