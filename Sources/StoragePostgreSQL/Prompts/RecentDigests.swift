/// The recently noted prompts, so that each is written once and not with every call.
struct RecentDigests {
    /// The length of a turn: a prompt is noted again after one to two turns, much less than a recipe is kept.
    static let turn = Duration.seconds(3 * 60 * 60)
    /// The maximum number of digests in one turn.
    private static let maximumCount = 10_000

    private var current: Set<String> = []
    private var previous: Set<String> = []
    private var began: ContinuousClock.Instant?

    /// - Returns: Whether the digest was not there.
    mutating func insert(_ digest: String, at now: ContinuousClock.Instant) -> Bool {
        let began = began ?? now
        if now - began >= Self.turn || current.count >= Self.maximumCount {
            // After a long pause the digests of the previous turn are too old as well.
            previous = now - began < Self.turn * 2 ? current : []
            current = []
            self.began = now
        } else {
            self.began = began
        }
        return !previous.contains(digest) && current.insert(digest).inserted
    }

    /// Removes a digest that could not be written after all.
    mutating func remove(_ digest: String) {
        current.remove(digest)
        previous.remove(digest)
    }
}
