/// Finds secrets in a text in any form.
///
/// A secret has too many possible forms to enumerate (each character may be escaped or not, in several ways). Instead,
/// the text is decoded, and the source of each byte is tracked.
struct SecretSearch: Sendable {
    private struct Needle: Sendable, Hashable {
        let bytes: [UInt8]
        /// Whether it is too short to be searched for within other words.
        let isShort: Bool
        /// Whether it is long enough to be found regardless of case.
        let ignoresCase: Bool
    }

    /// The maximum number of nested decodings.
    private static let maximumDepth = 3
    /// The decoding budget per byte of text.
    ///
    /// Text that exceeds it is masked completely; only an attack looks like that.
    private static let effort = 200

    private let needles: Set<Needle>
    /// The length of the longest secret, in bytes.
    let longest: Int
    private let shortest: Int
    private let forms: [SecretForm]

    init(_ secrets: [String]) {
        var needles: Set<Needle> = []
        for secret in secrets where !secret.isEmpty {
            // The forms written by jq's @sh and @csv.
            for text in [secret, secret.replacing("'", with: #"'\''"#), secret.replacing("\"", with: "\"\"")] {
                // An apparent escape in a secret is decoded together with the escapes around it.
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

    /// Returns the ranges of secrets, ordered and disjoint.
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

    /// - Returns: `false` if the budget is exceeded.
    private func search(
        _ text: DecodedText, _ taken: [SecretForm], _ found: inout [Range<Int>], _ effort: inout Int
    ) -> Bool {
        effort -= text.bytes.count
        guard effort > 0 else { return false }
        let isBinary = taken.contains(where: \.isBinary)
        find(in: text, isBinary: isBinary, &found)
        guard taken.count < Self.maximumDepth else { return true }
        // Base64 within Base64 does not occur in headers or bodies.
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

    /// Returns whether a short secret counts: between word boundaries or, in bytes that may be decoded by chance, only
    /// as the whole or as half of `user:password`.
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
