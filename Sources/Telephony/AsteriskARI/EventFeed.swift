import ConcurrencyPrimitives
import HelpDesk

/// Delivers the events of a connection after its snapshot.
///
/// Events arrive as soon as the connection is up, while the snapshot is still being fetched. They are kept until it is
/// available, so that none is lost; what some of them report is removed from the snapshot.
final class EventFeed: Sendable {
    private let output: CallOutput
    private let waiting = Locked<[PBXEvent]?>([])

    init(_ output: CallOutput) {
        self.output = output
    }

    /// Delivers the snapshot, then the events in the meantime, then every event as it arrives.
    func open(with snapshot: PBXSnapshot) {
        waiting.withLock { waiting in
            let events = waiting ?? []
            output.tell(.synchronized(snapshot.before(events)))
            for event in events { output.tell(event) }
            waiting = nil
        }
    }

    func deliver(_ event: PBXEvent) {
        waiting.withLock { waiting in
            guard waiting == nil else {
                waiting?.append(event)
                return
            }
            output.tell(event)
        }
    }
}
