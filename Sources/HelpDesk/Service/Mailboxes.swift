import Foundation

/// The inboxes of all requests that are open in this process.
final class Mailboxes: Sendable {
    typealias Inbox = AsyncStream<CallFlow.Event>.Continuation

    private struct State {
        var inboxes: [HelpRequestID: Inbox] = [:]
        var isClosed = false
    }

    private let lock = NSLock()
    // Guarded by `lock`.
    nonisolated(unsafe) private var state = State()

    /// Opens an inbox; `nil` once the bridge is stopping.
    ///
    /// The stream is unbounded: an event that is dropped would leave a phone ringing, and a request has some dozens.
    func open(_ id: HelpRequestID) -> AsyncStream<CallFlow.Event>? {
        let (stream, inbox) = AsyncStream.makeStream(of: CallFlow.Event.self)
        let isOpen = lock.withLock {
            guard !state.isClosed else { return false }
            state.inboxes[id] = inbox
            return true
        }
        return isOpen ? stream : nil
    }

    /// Gives an event to one request; `false` when it is not open here.
    @discardableResult
    func post(_ event: CallFlow.Event, to id: HelpRequestID) -> Bool {
        guard let inbox = lock.withLock({ state.inboxes[id] }) else { return false }
        inbox.yield(event)
        return true
    }

    func contains(_ id: HelpRequestID) -> Bool {
        lock.withLock { state.inboxes[id] != nil }
    }

    var open: [HelpRequestID] {
        lock.withLock { Array(state.inboxes.keys) }
    }

    func close(_ id: HelpRequestID) {
        lock.withLock { state.inboxes.removeValue(forKey: id) }?.finish()
    }

    /// Lets every request handle what it has already got, and takes nothing more.
    func closeAll() {
        let inboxes = lock.withLock {
            state.isClosed = true
            defer { state.inboxes = [:] }
            return state.inboxes
        }
        for inbox in inboxes.values { inbox.finish() }
    }
}
