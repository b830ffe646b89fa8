import ConcurrencyPrimitives

/// Hands every committed change to whoever watches, and waits for none of them.
///
/// A watcher who does not keep up loses their subscription, not their place: they subscribe again and read from the store
/// what they have missed.
final class HelpRequestHub: Sendable {
    /// What a watcher gets.
    enum News: Sendable, Equatable {
        case change(HelpRequestChange)
        case helper(HelperStatus)
        /// A sign of life.
        case quiet
    }

    /// One watcher's buffer; its end tells that they were too slow, or that nothing more will come.
    struct Subscription: Sendable {
        fileprivate let number: Int
        let news: AsyncStream<News>
    }

    private struct Watcher {
        var id: HelpRequestID?
        var buffer: AsyncStream<News>.Continuation
    }

    private struct State {
        var watchers: [Int: Watcher] = [:]
        var last = 0
        var isClosed = false
    }

    private let bufferSize: Int
    private let state = Locked(State())

    /// - Parameter bufferSize: how many changes wait for one watcher before they count as too slow.
    init(bufferSize: Int = 256) {
        self.bufferSize = bufferSize
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// How many watch.
    var watcherCount: Int { state.withLock { $0.watchers.count } }

    /// - Parameter id: the request to watch; `nil` for all of them.
    func subscribe(to id: HelpRequestID?) -> Subscription {
        let (news, buffer) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingOldest(bufferSize))
        let number = state.withLock { state in
            state.last += 1
            if state.isClosed {
                buffer.finish()
            } else {
                state.watchers[state.last] = Watcher(id: id, buffer: buffer)
            }
            return state.last
        }
        return Subscription(number: number, news: news)
    }

    func end(_ subscription: Subscription) {
        state.withLock { $0.watchers.removeValue(forKey: subscription.number) }?.buffer.finish()
    }

    func publish(_ change: HelpRequestChange) {
        give(.change(change)) { $0 == nil || $0 == change.request.id }
    }

    /// Tells those who watch everything of a helper's *do not disturb*.
    func publish(_ helper: HelperStatus) {
        give(.helper(helper)) { $0 == nil }
    }

    /// Gives every watcher a sign of life.
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

    private func give(_ news: News, to isWanted: (HelpRequestID?) -> Bool) {
        state.withLock { state in
            for (number, watcher) in state.watchers where isWanted(watcher.id) {
                guard case .dropped = watcher.buffer.yield(news) else { continue }
                state.watchers[number] = nil
                watcher.buffer.finish()
            }
        }
    }
}
