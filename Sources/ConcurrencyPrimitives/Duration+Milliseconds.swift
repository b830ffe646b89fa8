extension Duration {
    /// Whole milliseconds, for rows, reports and settings of libraries; the rest is cut off.
    public var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
