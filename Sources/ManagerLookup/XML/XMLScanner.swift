/// Splits a document into tags and texts in a single pass.
///
/// Comments and processing instructions are skipped. Anything else that begins with `<!`, above all a document type, is
/// rejected, and so is a reference to any entity but XML's five predefined ones.
struct XMLScanner {
    enum Token {
        case start(name: String, attributes: [(name: String, value: String)], isEmpty: Bool)
        case end(name: String)
        case text([UInt8])
    }

    private let bytes: [UInt8]
    private var offset = 0

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if starts(with: "<?xml"), offset + 5 < bytes.count, bytes[offset + 5].isXMLSpace {
            offset = end(of: "?>", from: offset) ?? 0
        }
    }

    /// - Returns: the next token; `nil` at the end.
    mutating func next() throws(ParseError) -> Token? {
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "<") else { return .text(try text(until: UInt8(ascii: "<"))) }
            if starts(with: "<!--") {
                try skip(past: "-->", from: offset + 4)
            } else if starts(with: "<![CDATA[") {
                let start = offset + 9
                try skip(past: "]]>", from: start)
                return .text(Array(bytes[start..<offset - 3]))
            } else if starts(with: "<!") {
                guard starts(with: "<!DOCTYPE") else { throw failure("a <! that begins nothing") }
                throw ParseError(problem: "XML with a document type, which is not read")
            } else if starts(with: "<?") {
                try skip(past: "?>", from: offset + 2)
            } else if starts(with: "</") {
                offset += 2
                let name = try name()
                skipSpace()
                try consume(UInt8(ascii: ">"))
                return .end(name: name)
            } else {
                offset += 1
                return try startTag()
            }
        }
        return nil
    }

    private mutating func startTag() throws(ParseError) -> Token {
        let name = try name()
        var attributes: [(name: String, value: String)] = []
        while true {
            let hasSpace = skipSpace()
            switch current {
            case UInt8(ascii: ">"):
                offset += 1
                return .start(name: name, attributes: attributes, isEmpty: false)
            case UInt8(ascii: "/"):
                offset += 1
                try consume(UInt8(ascii: ">"))
                return .start(name: name, attributes: attributes, isEmpty: true)
            default:
                guard hasSpace else { throw failure("a tag that is not closed") }
                guard attributes.count < XMLReader.Limits.attributes else {
                    throw ParseError(
                        problem: "XML with more than \(XMLReader.Limits.attributes) attributes in an element")
                }
                attributes.append(try attribute())
            }
        }
    }

    private mutating func attribute() throws(ParseError) -> (name: String, value: String) {
        let name = try name()
        skipSpace()
        try consume(UInt8(ascii: "="))
        skipSpace()
        guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure("an attribute without quotes")
        }
        offset += 1
        let value = try text(until: quote, inAttribute: true)
        try consume(quote)
        return (name, String(decoding: value, as: UTF8.self))
    }

    /// Returns the text up to a byte or the end, with references replaced and line ends normalized to line feeds.
    private mutating func text(until end: UInt8, inAttribute: Bool = false) throws(ParseError) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = current, byte != end {
            offset += 1
            switch byte {
            case UInt8(ascii: "&"):
                text += try reference()
            case UInt8(ascii: "<"):
                throw failure("a < within an attribute")
            case 0x0D:
                if current == 0x0A { offset += 1 }
                text.append(inAttribute ? 0x20 : 0x0A)
            case 0x09, 0x0A:
                text.append(inAttribute ? 0x20 : byte)
            case ..<0x20:
                throw failure("a control character")
            default:
                text.append(byte)
            }
        }
        return text
    }

    /// Returns the text of the reference between `&` and `;`.
    private mutating func reference() throws(ParseError) -> String.UTF8View {
        let longest = 12
        guard let end = bytes[offset..<min(offset + longest, bytes.count)].firstIndex(of: UInt8(ascii: ";")) else {
            throw failure("an & that begins no reference")
        }
        let name = String(decoding: bytes[offset..<end], as: UTF8.self)
        offset = end + 1
        switch name {
        case "lt": return "<".utf8
        case "gt": return ">".utf8
        case "amp": return "&".utf8
        case "apos": return "'".utf8
        case "quot": return "\"".utf8
        default:
            let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
            guard name.hasPrefix("#"), digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                let code = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10), let scalar = Unicode.Scalar(code),
                code >= 0x20 || code == 0x09 || code == 0x0A || code == 0x0D
            else { throw failure("a reference to no character and to none of XML's entities") }
            return String(Character(scalar)).utf8
        }
    }

    private mutating func name() throws(ParseError) -> String {
        let start = offset
        while let byte = current, byte.isInXMLName { offset += 1 }
        guard offset > start, offset - start <= 256, bytes[start].startsXMLName else {
            throw failure("a tag or attribute without a name")
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = offset
        while let byte = current, byte.isXMLSpace { offset += 1 }
        return offset > start
    }

    private mutating func consume(_ byte: UInt8) throws(ParseError) {
        guard current == byte else { throw failure("\(Character(Unicode.Scalar(byte))) is missing") }
        offset += 1
    }

    private mutating func skip(past mark: StaticString, from start: Int) throws(ParseError) {
        guard let end = end(of: mark, from: start) else { throw failure("it ends early") }
        offset = end
    }

    private func starts(with mark: StaticString) -> Bool {
        stands(mark, at: offset)
    }

    /// Returns the offset after the next occurrence of a mark.
    private func end(of mark: StaticString, from start: Int) -> Int? {
        var index = start
        while index + mark.utf8CodeUnitCount <= bytes.count {
            if stands(mark, at: index) { return index + mark.utf8CodeUnitCount }
            index += 1
        }
        return nil
    }

    private func stands(_ mark: StaticString, at index: Int) -> Bool {
        let count = mark.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        return mark.withUTF8Buffer { $0.elementsEqual(bytes[index..<index + count]) }
    }

    private func failure(_ problem: String) -> ParseError {
        ParseError(problem: "not XML: \(problem) (line \(bytes[..<min(offset, bytes.count)].count { $0 == 0x0A } + 1))")
    }
}
