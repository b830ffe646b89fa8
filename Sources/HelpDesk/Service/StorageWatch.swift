import ConcurrencyPrimitives

/// Which requests have a transition that the disk does not take.
final class StorageWatch: Sendable {
    private struct State {
        var waiting: Set<HelpRequestID> = []
        /// Those that nobody has told since their last failure that the disk may take it now.
        var untold: Set<HelpRequestID> = []
    }

    private let state = Locked(State())

    /// How many requests have decided something that is not on disk.
    var count: Int { state.withLock { $0.waiting.count } }

    func failed(_ id: HelpRequestID) {
        state.withLock { state in
            state.waiting.insert(id)
            state.untold.insert(id)
        }
    }

    /// Forgets a request that is stored.
    ///
    /// - Returns: others, who are to be told that they may try again.
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
