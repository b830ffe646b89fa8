/// The urgency of a synthesis. A higher priority goes first and interrupts a lower one in progress.
public enum SynthesisPriority: Int, Comparable, CaseIterable, Sendable {
    /// Rendered ahead of time; nobody is waiting.
    case warming
    /// A person at a screen is waiting for a preview.
    case preview
    /// An operator is on the phone.
    case call

    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}
