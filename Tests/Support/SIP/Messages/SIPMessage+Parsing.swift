extension SIPMessage {
    /// Why a datagram is no SIP message.
    enum ParsingError: Error, Equatable {
        case empty
        case badStartLine(String)
        case badHeader(String)
    }

    /// Reads one datagram. Lines may end in LF alone, header lines may be folded, names may be compact.
    ///
    /// - Throws: ``ParsingError`` for anything that is no SIP message.
    init(parsing bytes: some Collection<UInt8>) throws(ParsingError) {
        var rest = Array(bytes)[...]
        var lines: [String] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            var line = rest[rest.startIndex..<end]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            rest = rest[(end + 1)...]
            if line.isEmpty {
                if lines.isEmpty { continue }  // keep-alives and stray empty lines before a message
                break
            }
            let text = String(decoding: line, as: UTF8.self)
            if text.first == " " || text.first == "\t", lines.count > 1 {
                lines[lines.count - 1] += " " + text.trimmed
            } else {
                lines.append(text)
            }
        }
        guard let first = lines.first else { throw .empty }
        startLine = try Self.parseStartLine(first)
        headers = try lines.dropFirst().map { line throws(ParsingError) in
            guard let colon = line.firstIndex(of: ":") else { throw .badHeader(line) }
            let name = line[..<colon].trimmed
            guard !name.isEmpty else { throw .badHeader(line) }
            return Header(
                name: SIPHeaderName.long(name),
                value: String(line[line.index(after: colon)...].trimmed))
        }
        body = ""
        let length = self["Content-Length"].flatMap { Int($0) } ?? rest.count
        body = String(decoding: rest.prefix(max(0, length)), as: UTF8.self)
    }

    private static func parseStartLine(_ line: String) throws(ParsingError) -> StartLine {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2 else { throw .badStartLine(line) }
        if parts[0].uppercased() == "SIP/2.0" {
            guard let status = Int(parts[1]), (100...699).contains(status) else { throw .badStartLine(line) }
            return .response(status: status, reason: parts.count == 3 ? String(parts[2]) : "")
        }
        guard parts.count == 3, parts[2].uppercased() == "SIP/2.0" else { throw .badStartLine(line) }
        return .request(method: String(parts[0]), uri: String(parts[1]))
    }
}
