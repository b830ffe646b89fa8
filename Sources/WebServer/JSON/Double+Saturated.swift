extension Double {
    /// The nearest whole number; the last exact one, 2^53, for larger ones, and 0 for what is not a number. `Int(_:)` would
    /// end the process, and a stored or received number may have any value.
    public var saturated: Int {
        guard !isNaN else { return 0 }
        return Int(Swift.min(Swift.max(self, -0x1p53), 0x1p53).rounded())
    }
}
