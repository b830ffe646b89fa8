extension Sequence<UInt8> {
    /// The bytes as two lower-case digits each.
    public var hexadecimal: String {
        var text: [UInt8] = []
        text.reserveCapacity(underestimatedCount * 2)
        for byte in self {
            text.append((byte >> 4).lowerCaseDigit)
            text.append((byte & 0xF).lowerCaseDigit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension FixedWidthInteger {
    /// The number in lower-case hexadecimal digits, with leading zeros: `1` of `UInt16` is `0001`.
    public var hexadecimal: String {
        withUnsafeBytes(of: bigEndian) { $0.hexadecimal }
    }
}

extension [UInt8] {
    /// - Parameter text: two digits per byte, in either case.
    /// - Returns: `nil` if the number of digits is odd, or a character is not a hexadecimal digit.
    public init?(hexadecimal text: some StringProtocol) {
        var digits = text.utf8[...]
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        while let first = digits.popFirst(), let second = digits.popFirst() {
            guard let high = first.hexadecimalValue, let low = second.hexadecimalValue else { return nil }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }
}

extension UInt8 {
    /// The value of this ASCII character as a hexadecimal digit, 0 to 15; `nil` if it is not a hexadecimal digit.
    public var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Whether this ASCII character is `0` to `9` or `a` to `f`.
    public var isLowercaseHexadecimal: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    fileprivate var lowerCaseDigit: UInt8 {
        self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "a") + self - 10
    }
}
