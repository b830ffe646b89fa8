import ConcurrencyPrimitives

/// The requests with a transition that could not be stored.
final class StorageWatch: Sendable {
    private struct State {
        var waiting: Set<HelpRequestID> = []
        /// The requests that were not asked to retry since they last failed.
        var untold: Set<HelpRequestID> = []
    }

    private let state = Locked(State())

    /// The number of requests with a decision that is not on disk.
    var count: Int { state.withLock { $0.waiting.count } }

    func failed(_ id: HelpRequestID) {
        state.withLock { state in
            state.waiting.insert(id)
            state.untold.insert(id)
        }
    }

    /// Removes a request that is stored.
    ///
    /// - Returns: the other requests, which must be asked to retry.
    func settled(_ id: HelpRequestID) -> Set<HelpRequestID> {
        state.withLock { state in
            state.waiting.remove(id)
            defer { state.untold = [] }
            return state.untold.subtracting([id])
        }
    }

    /// Removes a request that is left to the next process.
    func left(_ id: HelpRequestID) {
        state.withLock { state in
            state.waiting.remove(id)
            state.untold.remove(id)
        }
    }
}
