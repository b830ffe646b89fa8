import ConcurrencyPrimitives
import HelpDesk

/// Puts the events of one connection behind the snapshot they belong to.
///
/// Events flow from the moment the connection stands, while the snapshot is still being fetched. They are kept until it
/// is there, so none is lost; the snapshot may already contain what some of them tell.
final class EventFeed: Sendable {
    private let output: CallOutput
    private let waiting = Locked<[PBXEvent]?>([])

    init(_ output: CallOutput) {
        self.output = output
    }

    /// Lets the snapshot out, then what came meanwhile, then everything as it comes.
    func open(with snapshot: PBXSnapshot) {
        waiting.withLock { waiting in
            var snapshot = snapshot
            for case .arrived(let call) in waiting ?? [] {
                // Nobody can own it yet, since nobody has heard of it.
                snapshot.channels[call.channel] = nil
            }
            output.tell(.synchronized(snapshot))
            for event in waiting ?? [] { output.tell(event) }
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
