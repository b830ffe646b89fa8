import HelpDesk

/// Reads a PBX's events one by one, in place of the help desk.
final class EventReader {
    struct StreamEnded: Error {}

    private var iterator: AsyncStream<PBXEvent>.Iterator

    init(_ pbx: some PBX) {
        iterator = pbx.events.makeAsyncIterator()
    }

    func next(isolation: isolated (any Actor)? = #isolation) async throws -> PBXEvent {
        guard let event = await iterator.next(isolation: isolation) else { throw StreamEnded() }
        return event
    }

    /// The next event must be that of a connection.
    func nextSnapshot(isolation: isolated (any Actor)? = #isolation) async throws -> PBXSnapshot {
        let event = try await next()
        // Whether it is of an earlier tenure is told by a clock that nobody can set.
        guard case .synchronized(let snapshot) = event, snapshot.steadyTakenAt != nil else {
            throw Unexpected(event: event)
        }
        return snapshot
    }

    /// The next event must be that of a loss; returns its reason.
    func nextLoss(isolation: isolated (any Actor)? = #isolation) async throws -> String {
        let event = try await next()
        guard case .disconnected(let reason) = event else { throw Unexpected(event: event) }
        return reason
    }

    struct Unexpected: Error {
        var event: PBXEvent
    }
}
