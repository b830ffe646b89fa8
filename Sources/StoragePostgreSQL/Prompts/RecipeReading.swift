import ConcurrencyPrimitives
import HelpDesk

/// Reads recipes with one statement at a time: callers that arrive while it runs share the next one.
///
/// As a result, requests for unknown digests keep only one connection busy, with one index lookup for each digest.
final class RecipeReading: Sendable {
    private struct Batch {
        var digests: Set<String> = []
        /// The number of waiting callers.
        var callers = 0
        /// The result, for callers that entered in time but ask after the reading callers have finished.
        var found: [String: String]?
    }

    private struct State {
        /// The batches by number; new callers enter the last one until it is read.
        var batches: [Int: Batch] = [:]
        var number = 0
    }

    /// The maximum number of digests in one statement.
    private static let maximumCount = 1_000

    private let read: @Sendable (_ digests: [String]) async throws -> [String: String]
    private let state = Locked(State())
    private let coalescing = Coalescing<Int, [String: String]>()

    /// - Parameter read: returns the recipes of the digests that have one.
    init(_ read: @escaping @Sendable (_ digests: [String]) async throws -> [String: String]) {
        self.read = read
    }

    /// The number of waiting callers.
    var waitingCount: Int { state.withLock { $0.batches.values.reduce(0) { $0 + $1.callers } } }

    /// - Throws: `PromptRecipesUnavailable` if there are too many requests, the errors of `read`, and
    ///   `CancellationError`.
    func recipe(of digest: String) async throws -> String? {
        let number = try enter(digest)
        defer { leave(number) }
        return try await coalescing.run(number) {
            if let found = found(number) { return found }
            _ = try await coalescing.wait(for: number - 1)
            let found = try await read(close(number))
            keep(found, for: number)
            return found
        }.value[digest]
    }

    private func enter(_ digest: String) throws -> Int {
        try state.withLock { state in
            var batch = state.batches[state.number] ?? Batch()
            guard batch.digests.count < Self.maximumCount || batch.digests.contains(digest) else {
                throw PromptRecipesUnavailable("too many prompts are asked for that other bridges have")
            }
            batch.digests.insert(digest)
            batch.callers += 1
            state.batches[state.number] = batch
            return state.number
        }
    }

    private func close(_ number: Int) -> [String] {
        state.withLock { state in
            if state.number == number { state.number += 1 }
            return state.batches[number]?.digests.sorted() ?? []
        }
    }

    private func found(_ number: Int) -> [String: String]? {
        state.withLock { $0.batches[number]?.found }
    }

    private func keep(_ found: [String: String], for number: Int) {
        state.withLock { $0.batches[number]?.found = found }
    }

    private func leave(_ number: Int) {
        state.withLock { state in
            state.batches[number]?.callers -= 1
            if state.batches[number]?.callers == 0 { state.batches[number] = nil }
        }
    }
}
