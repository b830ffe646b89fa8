extension String {
    /// Whether the string may name a setting or a PBX: 1 to 64 of `A-Z a-z 0-9 . _ -`.
    ///
    /// Such names appear in URLs, in logs and in `crm:<id>`.
    public var isIdentifier: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default:
                    false
                }
            }
    }
}
