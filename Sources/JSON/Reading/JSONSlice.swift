import Foundation

/// A JSON value within a text that reads only the requested members.
///
/// This takes a fraction of the time of decoding the whole. The rest is skipped by its quotes and brackets, and not
/// validated otherwise.
public struct JSONSlice: Sendable {
    private let bytes: [UInt8]
    private let place: Range<Int>

    /// - Parameter bytes: UTF-8; the result is `nil` if it is not one value from its beginning to its end.
    public init?(_ bytes: [UInt8]) {
        var scanner = JSONScanner(bytes, 0..<bytes.count)
        guard let place = scanner.value(), scanner.isAtEnd else { return nil }
        self.init(bytes, place)
    }

    private init(_ bytes: [UInt8], _ place: Range<Int>) {
        self.bytes = bytes
        self.place = place
    }

    /// The first member of an object with this name, written without escapes; `nil` if there is none.
    public subscript(_ name: String) -> JSONSlice? {
        var scanner = JSONScanner(bytes, place)
        guard scanner.consume(UInt8(ascii: "{")) else { return nil }
        while let found = scanner.string(), scanner.consume(UInt8(ascii: ":")), let value = scanner.value() {
            if bytes[found].dropFirst().dropLast().elementsEqual(name.utf8) { return JSONSlice(bytes, value) }
            guard scanner.consume(UInt8(ascii: ",")) else { return nil }
        }
        return nil
    }

    /// The first element of an array; `nil` if there is none.
    public var first: JSONSlice? {
        var scanner = JSONScanner(bytes, place)
        guard scanner.consume(UInt8(ascii: "[")) else { return nil }
        return scanner.value().map { JSONSlice(bytes, $0) }
    }

    /// The elements of an array; `nil` if this is not an array.
    public var elements: [JSONSlice]? {
        var scanner = JSONScanner(bytes, place)
        guard scanner.consume(UInt8(ascii: "[")) else { return nil }
        if scanner.consume(UInt8(ascii: "]")) { return [] }
        var elements: [JSONSlice] = []
        while let value = scanner.value() {
            elements.append(JSONSlice(bytes, value))
            guard scanner.consume(UInt8(ascii: ",")) else { return scanner.consume(UInt8(ascii: "]")) ? elements : nil }
        }
        return nil
    }

    /// The text of a string; `nil` if this is not a string, or not UTF-8.
    public var text: String? {
        guard bytes[place.lowerBound] == UInt8(ascii: "\"") else { return nil }
        guard bytes[place].contains(UInt8(ascii: "\\")) else {
            return String(validating: bytes[place].dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(bytes[place]))
    }

    /// The value of a whole number; `nil` if this is not one.
    public var integer: Int? {
        Int(String(decoding: bytes[place], as: UTF8.self))
    }
}
