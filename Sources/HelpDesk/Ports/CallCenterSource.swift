/// Gives the call centre's settings as they are now; cheap enough to be asked for every request.
public protocol CallCenterSource: Sendable {
    /// The settings of this moment.
    var current: CallCenter { get }
    /// Whose presence others have changed, each time that it is taken over. Consumed once, by the help desk.
    var presencesTakenOver: AsyncStream<[String]> { get }
}

extension CallCenterSource {
    /// Nobody else changes any.
    public var presencesTakenOver: AsyncStream<[String]> { AsyncStream { $0.finish() } }
}
