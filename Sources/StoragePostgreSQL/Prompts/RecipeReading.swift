import ConcurrencyPrimitives
import HelpDesk

/// Reads what several ask for with one statement at a time: those who come while it is under way share the next one.
///
/// So whoever asks for digests that there are not keeps one connection busy, with one look at an index for each.
final class RecipeReading: Sendable {
    private struct Batch {
        var digests: Set<String> = []
        /// How many wait for it.
        var callers = 0
        /// What was read: for whoever entered in time, and asks when those who read are done.
        var found: [String: String]?
    }

    private struct State {
        /// By number. What is asked for now belongs to the last one, until that is read.
        var batches: [Int: Batch] = [:]
        var number = 0
    }

    /// In one statement.
    private static let maximumCount = 1_000

    private let read: @Sendable (_ digests: [String]) async throws -> [String: String]
    private let state = Locked(State())
    private let coalescing = Coalescing<Int, [String: String]>()

    /// - Parameter read: gives what is noted of each digest, where something is.
    init(_ read: @escaping @Sendable (_ digests: [String]) async throws -> [String: String]) {
        self.read = read
    }

    /// How many wait for an answer.
    var waitingCount: Int { state.withLock { $0.batches.values.reduce(0) { $0 + $1.callers } } }

    /// - Throws: `PromptRecipesUnavailable` where too many ask, what `read` throws, and `CancellationError`.
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
