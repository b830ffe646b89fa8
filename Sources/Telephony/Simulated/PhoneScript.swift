/// What the person at a simulated phone does when it is rung.
public struct PhoneScript: Sendable, Equatable {
    /// What becomes of a call to it.
    public enum Behaviour: Sendable, Equatable {
        /// Lets it ring for that long, then answers.
        case answers(after: Duration)
        /// Is in another call: the phone refuses at once.
        case busy
        /// Lets it ring for that long, then presses *decline*.
        case declines(after: Duration)
        /// Lets it ring until the caller gives up.
        case noAnswer
        /// The phone is not registered: the order to ring it fails at once.
        case offline
        /// The phone is registered but switched off: it never even rings.
        case dead
    }

    public var behaviour: Behaviour
    /// How long after two phones were joined the person hangs up; `nil`: never.
    public var talksFor: Duration?
    /// How long after the answer the person hangs up, joined or not; `nil`: never.
    public var staysFor: Duration?
    /// How long the person speaks after a beep.
    public var speaksFor: Duration
    /// The key that the person presses once they have heard what they have spoken and were asked what to do with it; `nil`: none.
    public var verdict: Character?

    public init(
        _ behaviour: Behaviour, talksFor: Duration? = nil, staysFor: Duration? = nil,
        speaksFor: Duration = .seconds(3), verdict: Character? = nil
    ) {
        self.behaviour = behaviour
        self.talksFor = talksFor
        self.staysFor = staysFor
        self.speaksFor = speaksFor
        self.verdict = verdict
    }

    /// Answers, and stays until the other side or the bridge hangs up.
    ///
    /// - Parameters:
    ///   - delay: How long it rings before.
    ///   - talksFor: How long after two phones were joined the person hangs up; `nil`: never.
    public static func answers(after delay: Duration, talksFor: Duration? = nil) -> PhoneScript {
        PhoneScript(.answers(after: delay), talksFor: talksFor)
    }

    /// Rings for that long, then the person declines.
    public static func declines(after delay: Duration) -> PhoneScript { PhoneScript(.declines(after: delay)) }
    public static let busy = PhoneScript(.busy)
    public static let noAnswer = PhoneScript(.noAnswer)
    public static let offline = PhoneScript(.offline)
    public static let dead = PhoneScript(.dead)
}
