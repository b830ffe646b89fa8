/// The inboxes of all requests that are open in this process.
final class Mailboxes: Sendable {
    private struct State {
        var inboxes: [HelpRequestID: any Inbox] = [:]
        /// Channels that belong to a request without carrying its name.
        var adopted: [ChannelID: HelpRequestID] = [:]
        var isClosed = false
    }

    private let state = Locked(State())

    /// Whether the bridge stops, so that none is open any more.
    var isShut: Bool { state.withLock { $0.isClosed } }

    /// Opens an inbox.
    ///
    /// It has no bounds: an event that is dropped would leave a phone ringing, and a request has some dozens.
    ///
    /// - Parameter channels: those of the request's that do not carry its name.
    /// - Returns: `false` once the bridge is stopping.
    func open(_ id: HelpRequestID, _ inbox: any Inbox, adopting channels: [ChannelID] = []) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.inboxes[id] = inbox
            for channel in channels { state.adopted[channel] = id }
            return true
        }
    }

    /// Notes that a channel belongs to an open request.
    func adopt(_ channel: ChannelID, for id: HelpRequestID) {
        state.withLock { state in if state.inboxes[id] != nil { state.adopted[channel] = id } }
    }

    /// The request, open here or not, to which a channel belongs.
    func owner(of channel: ChannelID) -> HelpRequestID? {
        channel.request ?? state.withLock { $0.adopted[channel] }
    }

    /// Gives an event to one request; `false` when it is not open here.
    @discardableResult
    func post(_ event: CallFlow.Event, to id: HelpRequestID) -> Bool {
        guard let inbox = inbox(of: id) else { return false }
        inbox.take(Letter(event: event))
        return true
    }

    /// Asks something of one request.
    ///
    /// - Returns: what came of it; `nil` when the request is not open here, or not any more.
    func ask(_ event: CallFlow.Event, of id: HelpRequestID) async -> Answer? {
        await withCheckedContinuation { continuation in
            let letter = Letter(event: event, reply: Reply(continuation))
            inbox(of: id)?.take(letter)
        }
    }

    /// Gives an event to every request that is open here.
    ///
    /// - Parameter event: made at a moment at which nobody else makes one: what is posted last is also the newest.
    func postToAll(_ event: () -> CallFlow.Event) {
        state.withLock { state in
            let letter = Letter(event: event())
            for inbox in state.inboxes.values { inbox.take(letter) }
        }
    }

    func inbox(of id: HelpRequestID) -> (any Inbox)? {
        state.withLock { $0.inboxes[id] }
    }

    func contains(_ id: HelpRequestID) -> Bool {
        inbox(of: id) != nil
    }

    var open: [HelpRequestID] {
        state.withLock { Array($0.inboxes.keys) }
    }

    func close(_ id: HelpRequestID) {
        let inbox = state.withLock { state in
            state.adopted = state.adopted.filter { $0.value != id }
            return state.inboxes.removeValue(forKey: id)
        }
        inbox?.close()
    }

    /// Lets every request handle what it has already got, and takes nothing more.
    func closeAll() {
        let inboxes = state.withLock { state in
            state.isClosed = true
            defer { state.inboxes = [:] }
            return state.inboxes
        }
        for inbox in inboxes.values { inbox.close() }
    }
}
