extension Double {
    /// The nearest whole number; the last exact one, 2^53, where it would be beyond, and 0 where it is none. `Int(_:)` would
    /// end the process, and what is stored or comes from elsewhere may be anything.
    public var saturated: Int {
        guard !isNaN else { return 0 }
        return Int(Swift.min(Swift.max(self, -0x1p53), 0x1p53).rounded())
    }
}
