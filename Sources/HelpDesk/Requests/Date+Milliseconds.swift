public import Foundation

extension Date {
    /// How many whole milliseconds lie between this time and a later one; 0 when the clock was set back between the two,
    /// and never more than a number can hold.
    public func milliseconds(until later: Date) -> Int {
        Int(exactly: (max(0, later.timeIntervalSince(self)) * 1000).rounded()) ?? Int.max
    }
}
