import Glibc

/// Searches bytes with the C library's functions, which are fast in debug builds, too.
enum Bytes {
    static func firstRange(of part: [UInt8], in whole: [UInt8], from start: Int) -> Range<Int>? {
        guard let first = part.first else { return nil }
        return whole.withUnsafeBytes { whole in
            var index = start
            while index + part.count <= whole.count, let base = whole.baseAddress {
                let rest = base + index
                guard let place = memchr(rest, Int32(first), whole.count - part.count - index + 1) else { return nil }
                index += rest.distance(to: UnsafeRawPointer(place))
                if memcmp(base + index, part, part.count) == 0 { return index..<index + part.count }
                index += 1
            }
            return nil
        }
    }
}
