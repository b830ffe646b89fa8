/// Finds the member names of the object that a program constructs at its end: `… | {extension: .phone, name}`, also
/// within `[…]`, `map(…)` or `first(…)`.
///
/// Finds nothing if the syntax is unclear.
enum JQObject {
    /// - Returns: `nil` if the program does not end with an object.
    static func members(of program: String) -> [String]? {
        members(of: Array(program.utf8)[...])
    }

    private static func members(of program: ArraySlice<UInt8>) -> [String]? {
        var text = trimmed(pieces(of: program, at: UInt8(ascii: "|")).last ?? program)
        for function in ["map(", "first("] where text.starts(with: Array(function.utf8)) {
            text = text.dropFirst(function.utf8.count - 1)
        }
        guard let opening = text.first, end(ofBracket: text) == text.endIndex else { return nil }
        let inner = text.dropFirst().dropLast()
        return opening == UInt8(ascii: "{") ? names(in: inner) : members(of: inner)
    }

    private static func names(in object: ArraySlice<UInt8>) -> [String]? {
        var names: [String] = []
        for member in pieces(of: object, at: UInt8(ascii: ",")) {
            let key = pieces(of: member, at: UInt8(ascii: ":")).first ?? member
            let text = String(decoding: trimmed(key), as: UTF8.self)
            guard let name = text.wholeMatch(of: /"([^"\\]*)"|\$?([A-Za-z_][A-Za-z0-9_]*)/)?.output else { return nil }
            names.append(String(name.1 ?? name.2 ?? ""))
        }
        return names
    }

    /// Splits a text at separators outside of brackets and strings.
    private static func pieces(of text: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var (start, index) = (text.startIndex, text.startIndex)
        while index < text.endIndex {
            let isAssignment = separator == UInt8(ascii: "|") && text[(index + 1)...].first == UInt8(ascii: "=")
            if text[index] == separator, !isAssignment {
                pieces.append(text[start..<index])
                start = index + 1
            }
            index = next(after: index, in: text)
        }
        return pieces + [text[start...]]
    }

    /// Returns the index after a byte, or after the whole bracket or string that begins there.
    private static func next(after index: Int, in text: ArraySlice<UInt8>) -> Int {
        switch text[index] {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return end(ofBracket: text[index...])
        case UInt8(ascii: "\""):
            var index = index + 1
            while index < text.endIndex, text[index] != UInt8(ascii: "\"") {
                guard text[index] == UInt8(ascii: "\\"), index + 1 < text.endIndex else {
                    index += 1
                    continue
                }
                // An interpolation may contain strings.
                index = text[index + 1] == UInt8(ascii: "(") ? end(ofBracket: text[(index + 1)...]) : index + 2
            }
            return min(index + 1, text.endIndex)
        default: return index + 1
        }
    }

    /// - Returns: the index after the bracket at the text's start; the start index if there is no bracket.
    private static func end(ofBracket text: ArraySlice<UInt8>) -> Int {
        guard let opening = text.first, "([{".utf8.contains(opening) else { return text.startIndex }
        var index = text.startIndex + 1
        while index < text.endIndex {
            if ")]}".utf8.contains(text[index]) { return index + 1 }
            index = next(after: index, in: text)
        }
        return index
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = text.drop { $0 <= 0x20 }
        return start[..<(start.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start.startIndex)]
    }
}
