/// Finds secrets in a text, in whatever form they are there.
///
/// It does not guess the forms of a secret, of which there are too many (each character may or may not be escaped, in
/// several ways); it takes the text back to what it says, and remembers where each byte of that came from.
struct SecretSearch: Sendable {
    private struct Needle: Sendable, Hashable {
        let bytes: [UInt8]
        /// Too short to be looked for within other words.
        let isShort: Bool
        /// Long enough to be known in capitals, too.
        let ignoresCase: Bool
    }

    /// How often escapes are taken off, one within another.
    private static let maximumDepth = 3
    /// How much is decoded for each byte of a text before all of it counts as secret: nobody writes such texts but to
    /// keep us busy.
    private static let effort = 200

    private let needles: Set<Needle>
    /// The longest secret, in bytes.
    let longest: Int
    private let shortest: Int
    private let forms: [SecretForm]

    init(_ secrets: [String]) {
        var needles: Set<Needle> = []
        for secret in secrets where !secret.isEmpty {
            // As jq's @sh and @csv write them.
            for text in [secret, secret.replacing("'", with: #"'\''"#), secret.replacing("\"", with: "\"\"")] {
                // What looks like an escape in a secret is taken off together with those around it.
                var form: DecodedText? = DecodedText(Array(text.utf8))
                for _ in 0...Self.maximumDepth {
                    guard let bytes = form?.bytes, !bytes.isEmpty else { break }
                    let isLong = bytes.count >= 8
                    needles.insert(
                        Needle(
                            bytes: isLong ? bytes.map(\.lowercasedASCII) : bytes, isShort: bytes.count < 4,
                            ignoresCase: isLong))
                    form = form.flatMap { SecretForm.escapes.decode($0, atLeast: 0) }
                }
            }
        }
        self.needles = needles
        longest = needles.map(\.bytes.count).max() ?? 0
        shortest = needles.map(\.bytes.count).min() ?? 0
        let hasSpace = needles.contains { $0.bytes.contains(0x20) }
        forms = SecretForm.allCases.filter { hasSpace || $0 != .escapesWithPlus }
    }

    /// Where secrets stand, in order and apart from each other.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        guard !needles.isEmpty, !bytes.isEmpty else { return [] }
        var found: [Range<Int>] = []
        var effort = bytes.count * Self.effort + 65_536
        guard search(DecodedText(bytes), [], &found, &effort) else { return [0..<bytes.count] }
        var merged: [Range<Int>] = []
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// - Returns: `false` when it took too much.
    private func search(
        _ text: DecodedText, _ taken: [SecretForm], _ found: inout [Range<Int>], _ effort: inout Int
    ) -> Bool {
        effort -= text.bytes.count
        guard effort > 0 else { return false }
        let isBinary = taken.contains(where: \.isBinary)
        find(in: text, isBinary: isBinary, &found)
        guard taken.count < Self.maximumDepth else { return true }
        // Base64 of Base64 is no form that any header or body has.
        for form in forms where !(isBinary && form.isBinary) {
            guard let decoded = form.decode(text, atLeast: shortest) else { continue }
            guard search(decoded, taken + [form], &found, &effort) else { return false }
        }
        return true
    }

    private func find(in text: DecodedText, isBinary: Bool, _ found: inout [Range<Int>]) {
        let lowercased = needles.contains(where: \.ignoresCase) ? text.bytes.map(\.lowercasedASCII) : []
        for needle in needles {
            let bytes = needle.ignoresCase ? lowercased : text.bytes
            var start = 0
            while let range = Bytes.firstRange(of: needle.bytes, in: bytes, from: start) {
                start = range.lowerBound + 1
                if needle.isShort, !Self.standsAlone(range, in: bytes, isBinary) { continue }
                found.append(text.source(of: range))
            }
        }
    }

    /// Among bytes that happen to decode to something, a short secret counts only as the whole, or as half of
    /// `user:password`.
    private static func standsAlone(_ range: Range<Int>, in bytes: [UInt8], _ isBinary: Bool) -> Bool {
        func isEdge(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return true }
            if isBinary { return bytes[index] == DecodedText.gap || bytes[index] == UInt8(ascii: ":") }
            return !bytes[index].isASCIIAlphanumeric && bytes[index] < 0x80
        }
        return isEdge(range.lowerBound - 1) && isEdge(range.upperBound)
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }

    fileprivate var isASCIIAlphanumeric: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
