/// The part of a file that a `Range` header requests (RFC 9110, section 14.2).
enum ByteRange: Equatable {
    /// The whole file: the header is absent, malformed, in another unit, or names several ranges, which are optional to
    /// support.
    case whole
    case part(Range<Int>)
    /// The range is well-formed but outside the file.
    case unsatisfiable

    /// - Parameters:
    ///   - field: the header's value.
    ///   - size: the file's size in bytes.
    init(_ field: String?, size: Int) {
        guard let field, let equals = field.firstIndex(of: "="), field[..<equals].lowercased() == "bytes" else {
            self = .whole
            return
        }
        let set = field[field.index(after: equals)...].filter { $0 != " " && $0 != "\t" }
        let ends = set.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }) else {
            self = .whole
            return
        }
        // A number beyond Int is beyond any file as well.
        let numbers = ends.map { $0.isEmpty ? nil : Int($0) ?? Int.max }
        switch (numbers[0], numbers[1]) {
        case (nil, nil):
            self = .whole
        case (let first?, let last?) where last < first:
            self = .whole
        case (let first?, let last):
            self = first < size ? .part(first..<(min(last ?? Int.max, size - 1) + 1)) : .unsatisfiable
        case (nil, let suffix?):
            self = suffix > 0 && size > 0 ? .part(max(0, size - suffix)..<size) : .unsatisfiable
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
