/// A text after decoding one or more forms of encoding, with the source position of each byte.
struct DecodedText {
    /// Separates unrelated pieces.
    static let gap: UInt8 = 0

    private(set) var bytes: [UInt8]
    /// The start and end of each byte's source in the original text; `nil` for the original text itself.
    private var places: (starts: [Int], ends: [Int])?
    /// The positions of the text that this text is decoded from.
    private let origin: (starts: [Int], ends: [Int])?

    /// Creates the original text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        origin = nil
    }

    /// Creates an empty text to be filled by decoding another text.
    init(decoding text: DecodedText) {
        bytes = []
        bytes.reserveCapacity(text.bytes.count)
        places = ([], [])
        origin = text.places
    }

    /// Appends a byte that a range of the other text encodes.
    mutating func append(_ byte: UInt8, from start: Int, to end: Int) {
        bytes.append(byte)
        places?.starts.append(origin?.starts[start] ?? start)
        places?.ends.append(origin?.ends[end - 1] ?? end)
    }

    /// Separates the following bytes from the preceding ones.
    mutating func part() {
        guard let last = places?.ends.last else { return }
        bytes.append(Self.gap)
        places?.starts.append(last)
        places?.ends.append(last)
    }

    /// Returns the range in the original text that encodes a range of this text.
    func source(of range: Range<Int>) -> Range<Int> {
        guard let places, let first = range.first, let last = range.last else { return range }
        return places.starts[first]..<max(places.starts[first], places.ends[last])
    }
}
