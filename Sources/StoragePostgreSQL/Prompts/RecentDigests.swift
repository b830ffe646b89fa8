/// The prompts that were noted of late, so that each is written once and not with every call.
struct RecentDigests {
    /// Between one and two times as long as this, a prompt is not noted again. Much less than a recipe is kept.
    static let turn = Duration.seconds(3 * 60 * 60)
    /// The most of one turn.
    private static let maximumCount = 10_000

    private var current: Set<String> = []
    private var previous: Set<String> = []
    private var began: ContinuousClock.Instant?

    /// - Returns: whether it was not there.
    mutating func insert(_ digest: String, at now: ContinuousClock.Instant) -> Bool {
        let began = began ?? now
        if now - began >= Self.turn || current.count >= Self.maximumCount {
            // After a long pause those of the turn before are too old as well.
            previous = now - began < Self.turn * 2 ? current : []
            current = []
            self.began = now
        } else {
            self.began = began
        }
        return !previous.contains(digest) && current.insert(digest).inserted
    }

    /// It has not been written after all.
    mutating func remove(_ digest: String) {
        current.remove(digest)
        previous.remove(digest)
    }
}
