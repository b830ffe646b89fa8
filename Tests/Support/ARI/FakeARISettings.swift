/// How a ``FakeARI`` is set up.
public struct FakeARISettings: Sendable {
    /// The versions whose answers differ.
    public enum Version: Sendable {
        case asterisk16
        case asterisk22
    }

    /// How playbacks end.
    public enum Playing: Sendable {
        /// By themselves, after that long.
        case finishes(after: Duration)
        /// Only when the test says so.
        case manual
    }

    public var username = "helpbridge"
    /// Further accounts, with the same password: a bridge each.
    public var otherUsernames: [String] = []
    public var password = "secret"
    public var version = Version.asterisk22
    public var phones: [String: FakePhone] = [:]
    /// What the phones do that are not named; `answers()` makes the peer of a benchmark.
    public var otherPhones = FakePhone.unregistered
    public var playing = Playing.finishes(after: .zero)
    /// How long two talk who have been joined, before the one who came last hangs up; `nil` for as long as the test
    /// wants.
    public var talking: Duration?
    /// How late user events are told.
    public var userEventDelay = Duration.zero
    /// What is told right before the first user event that is late.
    public var lateEvents: [String] = []
    /// The port to listen on; 0 takes any free one.
    public var port = 0

    public init() {}
}
