/// The behaviour of the person at a simulated phone when it is rung.
public struct PhoneScript: Sendable, Equatable {
    /// The result of a call to the phone.
    public enum Behaviour: Sendable, Equatable {
        /// Lets it ring for that long, then answers.
        case answers(after: Duration)
        /// Is on another call: the phone refuses at once.
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
    /// The time after which the person hangs up when two phones were joined; `nil` for never.
    public var talksFor: Duration?
    /// The time from the answer until the person hangs up, joined or not; `nil` for never.
    public var staysFor: Duration?
    /// The time that the person speaks after a beep.
    public var speaksFor: Duration
    /// The key that the person presses once they have heard their recording and the question what to do with it; `nil`
    /// for none.
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

    /// Returns a script that answers, and stays until the other side or the bridge hangs up.
    ///
    /// - Parameters:
    ///   - delay: The ringing time before the answer.
    ///   - talksFor: The time after which the person hangs up when two phones were joined; `nil` for never.
    public static func answers(after delay: Duration, talksFor: Duration? = nil) -> PhoneScript {
        PhoneScript(.answers(after: delay), talksFor: talksFor)
    }

    /// Returns a script that rings for that long, then declines.
    public static func declines(after delay: Duration) -> PhoneScript { PhoneScript(.declines(after: delay)) }
    public static let busy = PhoneScript(.busy)
    public static let noAnswer = PhoneScript(.noAnswer)
    public static let offline = PhoneScript(.offline)
    public static let dead = PhoneScript(.dead)
}
