extension UInt8 {
    /// Whether the byte is in `!` to `~`.
    public var isVisibleASCII: Bool { (0x21...0x7E).contains(self) }
}
