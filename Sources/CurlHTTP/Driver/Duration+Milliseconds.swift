extension Duration {
    /// The duration in whole milliseconds, rounded up so that nothing ends early, and clamped to the range of C's
    /// `int`.
    var roundedUpMilliseconds: Int {
        guard self > .zero else { return 0 }
        guard self < .milliseconds(Int64(Int32.max)) else { return Int(Int32.max) }
        let (seconds, attoseconds) = components
        return Int(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
