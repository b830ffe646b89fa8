/// The receivers of all requests that are open in this process.
final class EventRouter: Sendable {
    private struct State {
        var receivers: [HelpRequestID: any EventReceiver] = [:]
        /// Channels that belong to a request without carrying its name.
        var adopted: [ChannelID: HelpRequestID] = [:]
        var isClosed = false
    }

    private let state = Locked(State())

    /// Whether the bridge stops, so that none is open any more.
    var isShut: Bool { state.withLock { $0.isClosed } }

    /// Lets a request's events find it.
    ///
    /// It has no bounds: an event that is dropped would leave a phone ringing, and a request has some dozens.
    ///
    /// - Parameter channels: those of the request's that do not carry its name.
    /// - Returns: `false` once the bridge is stopping.
    func open(_ id: HelpRequestID, _ receiver: any EventReceiver, adopting channels: [ChannelID] = []) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.receivers[id] = receiver
            for channel in channels { state.adopted[channel] = id }
            return true
        }
    }

    /// Notes that a channel belongs to an open request.
    func adopt(_ channel: ChannelID, for id: HelpRequestID) {
        state.withLock { state in if state.receivers[id] != nil { state.adopted[channel] = id } }
    }

    /// The request, open here or not, to which a channel belongs.
    func owner(of channel: ChannelID) -> HelpRequestID? {
        channel.request ?? state.withLock { $0.adopted[channel] }
    }

    /// Gives an event to one request; `false` when it is not open here.
    @discardableResult
    func post(_ event: CallFlow.Event, to id: HelpRequestID) -> Bool {
        guard let receiver = receiver(of: id) else { return false }
        receiver.receive(QueuedEvent(event: event))
        return true
    }

    /// Asks something of one request.
    ///
    /// - Returns: what came of it; `nil` when the request is not open here, or not any more.
    func ask(_ event: CallFlow.Event, of id: HelpRequestID) async -> Answer? {
        await withCheckedContinuation { continuation in
            let queued = QueuedEvent(event: event, reply: Reply(continuation))
            receiver(of: id)?.receive(queued)
        }
    }

    /// Gives an event to every request that is open here.
    ///
    /// - Parameter event: made at a moment at which nobody else makes one: what is posted last is also the newest.
    func postToAll(_ event: () -> CallFlow.Event) {
        state.withLock { state in
            let queued = QueuedEvent(event: event())
            for receiver in state.receivers.values { receiver.receive(queued) }
        }
    }

    func receiver(of id: HelpRequestID) -> (any EventReceiver)? {
        state.withLock { $0.receivers[id] }
    }

    func contains(_ id: HelpRequestID) -> Bool {
        receiver(of: id) != nil
    }

    var open: [HelpRequestID] {
        state.withLock { Array($0.receivers.keys) }
    }

    func close(_ id: HelpRequestID) {
        let receiver = state.withLock { state in
            state.adopted = state.adopted.filter { $0.value != id }
            return state.receivers.removeValue(forKey: id)
        }
        receiver?.close()
    }

    /// Lets every request handle what it has already got, and takes nothing more.
    func closeAll() {
        let receivers = state.withLock { state in
            state.isClosed = true
            defer { state.receivers = [:] }
            return state.receivers
        }
        for receiver in receivers.values { receiver.close() }
    }
}
