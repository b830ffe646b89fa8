import ConcurrencyPrimitives
import HelpDesk

/// Puts the events of one connection behind the snapshot they belong to.
///
/// Events flow from the moment the connection stands, while the snapshot is still being fetched. They are kept until it
/// is there, so none is lost; what some of them tell is taken out of the snapshot again.
final class EventFeed: Sendable {
    private let output: CallOutput
    private let waiting = Locked<[PBXEvent]?>([])

    init(_ output: CallOutput) {
        self.output = output
    }

    /// Lets the snapshot out, then what came meanwhile, then everything as it comes.
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
