public import Foundation

extension Date {
    /// Returns the whole milliseconds between this time and a later one.
    ///
    /// 0 if the clock was set back in between, and at most `Int.max`.
    public func milliseconds(until later: Date) -> Int {
        Int(exactly: (max(0, later.timeIntervalSince(self)) * 1000).rounded()) ?? Int.max
    }
}
