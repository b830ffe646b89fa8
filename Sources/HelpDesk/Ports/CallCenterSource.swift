/// A source of the call centre's current settings; cheap enough to be read for every request.
public protocol CallCenterSource: Sendable {
    /// The current settings.
    var current: CallCenter { get }
    /// The extensions whose presence other processes changed, as each change is picked up.
    ///
    /// Consumed once, by the help desk.
    var presencesTakenOver: AsyncStream<[String]> { get }
}

extension CallCenterSource {
    /// An empty stream: no other process changes presences.
    public var presencesTakenOver: AsyncStream<[String]> { AsyncStream { $0.finish() } }
}
