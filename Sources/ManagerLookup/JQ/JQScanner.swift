/// Scans jq source text just enough to distinguish strings, interpolations, comments and names.
struct JQScanner {
    /// A piece of a text with interpolations.
    enum Piece: Equatable {
        case text(String)
        /// The program between `\(` and `)`.
        case expression(String)
    }

    /// The names of functions and variables, in order, without the names of fields and object keys.
    private(set) var names: [String] = []
    private let bytes: [UInt8]
    private var offset = 0

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Returns the functions and variables (`$name`) that a program mentions.
    static func names(in program: String) -> [String] {
        var scanner = JQScanner(program)
        // Malformed text is skipped, since the compiler reports it better.
        while scanner.offset < scanner.bytes.count {
            do {
                try scanner.skipCode(until: nil)
            } catch {
                scanner.offset += 1
            }
        }
        return scanner.names
    }

    /// Splits a text at each `\(…)`.
    ///
    /// Other backslashes are not allowed in the text itself.
    static func pieces(of template: String) throws(ParseError) -> [Piece] {
        var scanner = JQScanner(template)
        var pieces: [Piece] = []
        var text: [UInt8] = []
        while scanner.offset < scanner.bytes.count {
            guard scanner.bytes[scanner.offset] == UInt8(ascii: "\\") else {
                text.append(scanner.bytes[scanner.offset])
                scanner.offset += 1
                continue
            }
            guard scanner.byte(after: 1) == UInt8(ascii: "(") else {
                throw ParseError(problem: #"a backslash may stand only before ( as in \(.operator.extension)"#)
            }
            if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
            scanner.offset += 2
            let start = scanner.offset
            try scanner.skipCode(until: UInt8(ascii: ")"))
            let expression = String(decoding: scanner.bytes[start..<scanner.offset - 1], as: UTF8.self)
            guard expression.contains(where: { !$0.isWhitespace }) else { throw ParseError(problem: #"\() is empty"#) }
            pieces.append(.expression(expression))
        }
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        return pieces
    }

    /// Skips to after the given bracket, or to the end of the text.
    private mutating func skipCode(until end: UInt8?) throws(ParseError) {
        var expected = end.map { [$0] } ?? []
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                try skipString()
            case UInt8(ascii: "#"):
                while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                expected.append(Self.closing(byte))
                offset += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard expected.popLast() == byte else { throw ParseError(problem: "brackets do not match") }
                offset += 1
                if end != nil, expected.isEmpty { return }
            case _ where Self.startsName(byte):
                scanName()
            default:
                offset += 1
            }
        }
        if end != nil { throw ParseError(problem: #"\( is never closed"#) }
    }

    /// Skips to after the closing quote of a string, including its interpolations.
    private mutating func skipString() throws(ParseError) {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\") where byte(after: 1) == UInt8(ascii: "("):
                offset += 2
                try skipCode(until: UInt8(ascii: ")"))
            case UInt8(ascii: "\\"):
                offset += 2
            default:
                offset += 1
            }
        }
        throw ParseError(problem: "a string is never closed")
    }

    private mutating func scanName() {
        let start = offset
        while offset < bytes.count, Self.continuesName(bytes[offset]) { offset += 1 }
        let name = String(decoding: bytes[start..<offset], as: UTF8.self)
        switch start > 0 ? bytes[start - 1] : 0 {
        case UInt8(ascii: "."), UInt8(ascii: "@"):
            return
        case UInt8(ascii: "$"):
            names.append("$" + name)
        default:
            var next = offset
            while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x0A { next += 1 }
            let isKey = next < bytes.count && bytes[next] == UInt8(ascii: ":")
            if !isKey { names.append(name) }
        }
    }

    private func byte(after distance: Int) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    private static func closing(_ opening: UInt8) -> UInt8 {
        switch opening {
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "["): UInt8(ascii: "]")
        default: UInt8(ascii: "}")
        }
    }

    private static func startsName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        startsName(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
