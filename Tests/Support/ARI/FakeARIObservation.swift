/// What a ``FakeARI`` has seen of its client's event stream.
public struct FakeARIObservation: Sendable, Equatable {
    /// Requests to open the event stream, refused ones included.
    public var openings = 0
    /// Event streams that are open now.
    public var openStreams = 0
    public var pings = 0
    public var pongs = 0
    public var closeFrames = 0
    /// User events that were ordered; they are not among the recorded calls.
    public var userEvents = 0
    /// Frames that were not masked, against RFC 6455.
    public var unmaskedFrames = 0
    /// The last opening's target and headers (names in lower case).
    public var target = ""
    public var headers: [String: String] = [:]

    public init() {}
}
