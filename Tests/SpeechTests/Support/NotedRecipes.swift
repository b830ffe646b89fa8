import ConcurrencyPrimitives
import HelpDesk

/// The recipes of several bridges, in memory.
final class NotedRecipes: PromptRecipes {
    private let state = Locked<[String: String]>([:])

    var all: [String: String] {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func note(_ digest: String, _ make: () throws -> String) {
        state.withLock { $0[digest] = try? make() }
    }

    func recipe(of digest: String) async throws -> String? { all[digest] }
}
