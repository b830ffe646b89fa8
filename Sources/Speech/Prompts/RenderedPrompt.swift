/// A rendered prompt in the cache.
public struct RenderedPrompt: Sendable, Equatable {
    /// The name under which the prompt is served and stored: 64 hexadecimal digits.
    public var digest: String
    /// The playing time.
    public var duration: Duration
    /// The path of the WAV file.
    public var path: String
    /// Whether the prompt was cached before it was requested.
    public var wasCached: Bool

    public init(digest: String, duration: Duration, path: String, wasCached: Bool) {
        self.digest = digest
        self.duration = duration
        self.path = path
        self.wasCached = wasCached
    }
}
