/// The prompts that were stored recently, so that each is not written with every call.
struct RecentDigests {
    /// A prompt is not stored again for one to two turns; much shorter than the time that a recipe is kept.
    static let turn = Duration.seconds(3 * 60 * 60)
    /// The maximum number of prompts in one turn.
    private static let maximumCount = 10_000

    private var current: Set<String> = []
    private var previous: Set<String> = []
    private var began: ContinuousClock.Instant?

    /// - Returns: whether it was missing.
    mutating func insert(_ digest: String, at now: ContinuousClock.Instant) -> Bool {
        let began = began ?? now
        if now - began >= Self.turn || current.count >= Self.maximumCount {
            // After a long pause, those of the last turn are too old as well.
            previous = now - began < Self.turn * 2 ? current : []
            current = []
            self.began = now
        } else {
            self.began = began
        }
        return !previous.contains(digest) && current.insert(digest).inserted
    }

    /// Removes a prompt that was not written.
    mutating func remove(_ digest: String) {
        current.remove(digest)
        previous.remove(digest)
    }
}
