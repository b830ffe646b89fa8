/// An encoding of a text within another text.
enum SecretForm: CaseIterable {
    /// The escapes of JSON, URLs and HTML together, so that their nesting order does not matter.
    case escapes
    /// The escapes, with `+` for a space.
    case escapesWithPlus
    /// A secret may begin at any of four positions of Base64's groups, depending on the text before it.
    case base64, base64From1, base64From2, base64From3
    case hexadecimal, hexadecimalFrom1

    /// Whether any sufficiently long word can be decoded, even if it was never encoded.
    var isBinary: Bool { self != .escapes && self != .escapesWithPlus }

    /// - Parameter shortest: the minimum number of relevant bytes.
    /// - Returns: `nil` if nothing in the text has this form.
    func decode(_ text: DecodedText, atLeast shortest: Int) -> DecodedText? {
        switch self {
        case .escapes: Self.replacing(in: text, plus: UInt8(ascii: "+"))
        case .escapesWithPlus: Self.replacing(in: text, plus: UInt8(ascii: " "))
        case .base64: Self.words(of: text, bits: 6, offset: 0, atLeast: shortest)
        case .base64From1: Self.words(of: text, bits: 6, offset: 1, atLeast: shortest)
        case .base64From2: Self.words(of: text, bits: 6, offset: 2, atLeast: shortest)
        case .base64From3: Self.words(of: text, bits: 6, offset: 3, atLeast: shortest)
        case .hexadecimal: Self.words(of: text, bits: 4, offset: 0, atLeast: shortest)
        case .hexadecimalFrom1: Self.words(of: text, bits: 4, offset: 1, atLeast: shortest)
        }
    }

    private static func replacing(in text: DecodedText, plus: UInt8) -> DecodedText? {
        let bytes = text.bytes
        var decoded = DecodedText(decoding: text)
        var hasChanged = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var escape: Escape?
            switch byte {
            case UInt8(ascii: "\\"): escape = jsonEscape(bytes[index...])
            case UInt8(ascii: "%"): escape = percentEscape(bytes[index...])
            case UInt8(ascii: "&"): escape = htmlEscape(bytes[index...])
            case UInt8(ascii: "+") where plus != byte: escape = ([plus], 1)
            default: break
            }
            if let (says, count) = escape {
                for byte in says { decoded.append(byte, from: index, to: index + count) }
                index += count
                hasChanged = true
            } else {
                decoded.append(byte, from: index, to: index + 1)
                index += 1
            }
        }
        return hasChanged ? decoded : nil
    }

    /// Decodes sufficiently long words, each from an offset on.
    ///
    /// - Parameter bits: the bits per character: 6 in Base64, 4 in hexadecimal.
    private static func words(
        of text: DecodedText, bits: Int, offset: Int, atLeast shortest: Int
    ) -> DecodedText? {
        let bytes = text.bytes
        let digits = bits == 6 ? base64Digits : hexadecimalDigits
        var decoded = DecodedText(decoding: text)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, digits[Int(bytes[end])] >= 0 { end += 1 }
            if (end - start - offset) * bits / 8 >= shortest {
                var padded = end
                while bits == 6, padded < min(end + 2, bytes.count), bytes[padded] == UInt8(ascii: "=") { padded += 1 }
                decoded.part()
                append(start + offset..<end, padded, of: bytes, bits, digits, to: &decoded)
            }
            start = end + 1
        }
        return decoded.bytes.isEmpty ? nil : decoded
    }

    private static func append(
        _ range: Range<Int>, _ padded: Int, of bytes: [UInt8], _ bits: Int, _ digits: [Int8],
        to decoded: inout DecodedText
    ) {
        var (held, count, first) = (UInt32(0), 0, range.lowerBound)
        for index in range {
            if count == 0 { first = index }
            held = held << UInt32(bits) | UInt32(digits[Int(bytes[index])])
            count += bits
            guard count >= 8 else { continue }
            count -= 8
            // The padding belongs to the last byte.
            let isLast = (range.upperBound - index - 1) * bits + count < 8
            decoded.append(
                UInt8(truncatingIfNeeded: held >> UInt32(count)), from: first, to: isLast ? padded : index + 1)
            first = index
        }
    }
}
