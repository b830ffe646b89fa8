extension Double {
    /// The nearest integer, limited to ±2^53, the range of exact integers, and 0 for NaN.
    ///
    /// `Int(_:)` would trap, and a stored or received number may have any value.
    public var saturated: Int {
        guard !isNaN else { return 0 }
        return Int(Swift.min(Swift.max(self, -0x1p53), 0x1p53).rounded())
    }
}
