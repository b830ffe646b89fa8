/// Takes an input apart: a few choices first, then texts.
struct FuzzInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// The next byte as one of so many choices; 0 at the end.
    mutating func choice(of count: Int) -> Int {
        Int(rest.popFirst() ?? 0) % count
    }

    /// The next line, without its end; `nil` at the end.
    mutating func line() -> String? {
        guard !rest.isEmpty else { return nil }
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest.dropFirst(line.count + 1)
        return String(decoding: line, as: UTF8.self)
    }

    /// `name: value` up to an empty line.
    mutating func fields() -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        while let line = line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            fields.append((String(parts[0]), parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""))
        }
        return fields
    }

    /// All that is left.
    var bytes: [UInt8] { Array(rest) }
    var text: String { String(decoding: rest, as: UTF8.self) }
}
