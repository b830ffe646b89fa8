/// What a text says once a form of writing is taken off it, and where each byte of that stood.
struct DecodedText {
    /// Stands between pieces that have nothing to do with each other.
    static let gap: UInt8 = 0

    private(set) var bytes: [UInt8]
    /// Where each byte began and ended in the first text; `nil` for that text itself.
    private var places: (starts: [Int], ends: [Int])?
    /// The places of the text that this one is made from.
    private let origin: (starts: [Int], ends: [Int])?

    /// A text as it is.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        origin = nil
    }

    /// One to be made from another, empty at first.
    init(decoding text: DecodedText) {
        bytes = []
        bytes.reserveCapacity(text.bytes.count)
        places = ([], [])
        origin = text.places
    }

    /// Adds a byte that a piece of the other text says.
    mutating func append(_ byte: UInt8, from start: Int, to end: Int) {
        bytes.append(byte)
        places?.starts.append(origin?.starts[start] ?? start)
        places?.ends.append(origin?.ends[end - 1] ?? end)
    }

    /// Parts what follows from what was before.
    mutating func part() {
        guard let last = places?.ends.last else { return }
        bytes.append(Self.gap)
        places?.starts.append(last)
        places?.ends.append(last)
    }

    /// The place in the first text that a piece of this one came from.
    func source(of range: Range<Int>) -> Range<Int> {
        guard let places, let first = range.first, let last = range.last else { return range }
        return places.starts[first]..<max(places.starts[first], places.ends[last])
    }
}
