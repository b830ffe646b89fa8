extension UInt8 {
    /// `!` to `~`.
    public var isVisibleASCII: Bool { (0x21...0x7E).contains(self) }
}
