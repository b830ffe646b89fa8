/// A prompt that lies ready in the cache.
public struct RenderedPrompt: Sendable, Equatable {
    /// 64 hexadecimal digits: the name under which it is served and stored.
    public var digest: String
    /// How long it plays.
    public var duration: Duration
    /// The WAV file.
    public var path: String
    /// Whether it was there before it was asked for.
    public var wasCached: Bool

    public init(digest: String, duration: Duration, path: String, wasCached: Bool) {
        self.digest = digest
        self.duration = duration
        self.path = path
        self.wasCached = wasCached
    }
}
