/// Where the events of one request go.
protocol EventReceiver: AnyObject, Sendable {
    /// Takes an event; must return at once.
    func receive(_ queued: QueuedEvent)
    /// Nothing more will come.
    func close()
}

/// A receiver for somebody who waits for the next event.
final class BufferedEvents: EventReceiver {
    let events: AsyncStream<QueuedEvent>
    private let eventQueue: AsyncStream<QueuedEvent>.Continuation

    init() {
        (events, eventQueue) = AsyncStream.makeStream()
    }

    func receive(_ queued: QueuedEvent) { eventQueue.yield(queued) }
    func close() { eventQueue.finish() }
}
