/// Who waits for a text to be spoken. A higher priority goes first and interrupts a lower one under way.
public enum SynthesisPriority: Int, Comparable, CaseIterable, Sendable {
    /// Made ahead of time; nobody waits.
    case warming
    /// Somebody at a screen wants to hear how it sounds.
    case preview
    /// An operator is on the phone.
    case call

    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}
