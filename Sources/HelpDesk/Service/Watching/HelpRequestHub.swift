import ConcurrencyPrimitives

/// A hub that passes every committed change to all watchers without waiting for any of them.
///
/// A watcher that is too slow loses its subscription, but no changes: it subscribes again and reads the missed ones
/// from the store.
final class HelpRequestHub: Sendable {
    /// One watcher's buffer, which ends if the watcher is too slow, or when no more changes will come.
    struct Subscription: Sendable {
        fileprivate let number: Int
        let signals: AsyncStream<HelpRequestSignal>
    }

    private struct Watcher {
        var id: HelpRequestID?
        var buffer: AsyncStream<HelpRequestSignal>.Continuation
    }

    private struct State {
        var watchers: [Int: Watcher] = [:]
        var last = 0
        /// The revision of the change that was published last.
        var newest: Int64 = 0
        var isClosed = false
    }

    private let bufferSize: Int
    private let state = Locked(State())

    /// - Parameter bufferSize: the number of changes that may wait for one watcher before it counts as too slow.
    init(bufferSize: Int = 256) {
        self.bufferSize = bufferSize
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// The number of watchers.
    var watcherCount: Int { state.withLock { $0.watchers.count } }

    /// - Parameter id: the request to watch; `nil` for all of them.
    func subscribe(to id: HelpRequestID?) -> Subscription {
        let (signals, buffer) = AsyncStream.makeStream(
            of: HelpRequestSignal.self, bufferingPolicy: .bufferingOldest(bufferSize))
        let number = state.withLock { state in
            state.last += 1
            if state.isClosed {
                buffer.finish()
            } else {
                state.watchers[state.last] = Watcher(id: id, buffer: buffer)
            }
            return state.last
        }
        return Subscription(number: number, signals: signals)
    }

    func end(_ subscription: Subscription) {
        state.withLock { $0.watchers.removeValue(forKey: subscription.number) }?.buffer.finish()
    }

    func publish(_ change: HelpRequestChange) {
        let misled = state.withLock { state in
            defer { state.newest = change.revision }
            guard change.revision <= state.newest else { return [Int: Watcher]() }
            // The database lost commits and reuses their revisions: each watcher must read its current contents.
            defer { state.watchers = [:] }
            return state.watchers
        }
        for watcher in misled.values { watcher.buffer.finish() }
        give(.change(change)) { $0 == nil || $0 == change.request.id }
    }

    /// Notifies the watchers of all requests that a person's presence changed.
    func publish(_ person: PersonStatus) {
        give(.person(person)) { $0 == nil }
    }

    /// Sends a heartbeat to every watcher.
    func beat() {
        give(.quiet) { _ in true }
    }

    /// Ends every subscription, now and later.
    func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            defer { state.watchers = [:] }
            return state.watchers
        }
        for watcher in watchers.values { watcher.buffer.finish() }
    }

    private func give(_ signal: HelpRequestSignal, to isWanted: (HelpRequestID?) -> Bool) {
        state.withLock { state in
            for (number, watcher) in state.watchers where isWanted(watcher.id) {
                guard case .dropped = watcher.buffer.yield(signal) else { continue }
                state.watchers[number] = nil
                watcher.buffer.finish()
            }
        }
    }
}
