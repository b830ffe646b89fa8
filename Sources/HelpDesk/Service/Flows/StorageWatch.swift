import ConcurrencyPrimitives

/// Which requests have a transition that could not be stored.
final class StorageWatch: Sendable {
    private struct State {
        var waiting: Set<HelpRequestID> = []
        /// Those that have not been told to try again since they last failed.
        var untold: Set<HelpRequestID> = []
    }

    private let state = Locked(State())

    /// How many requests have a decision that is not on disk.
    var count: Int { state.withLock { $0.waiting.count } }

    func failed(_ id: HelpRequestID) {
        state.withLock { state in
            state.waiting.insert(id)
            state.untold.insert(id)
        }
    }

    /// Forgets a request that is stored.
    ///
    /// - Returns: the others, which are to be told to try again.
    func settled(_ id: HelpRequestID) -> Set<HelpRequestID> {
        state.withLock { state in
            state.waiting.remove(id)
            defer { state.untold = [] }
            return state.untold.subtracting([id])
        }
    }

    /// Forgets a request that is left to the next process.
    func left(_ id: HelpRequestID) {
        state.withLock { state in
            state.waiting.remove(id)
            state.untold.remove(id)
        }
    }
}
