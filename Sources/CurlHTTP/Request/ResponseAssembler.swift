/// Builds an answer from the pieces libcurl hands over, and refuses it as soon as a limit is passed.
struct ResponseAssembler {
    struct Limits: Sendable {
        var headerBytes: Int
        var headerLines: Int
        var bodyBytes: Int
    }

    private enum Section {
        case statusLine
        case headers
        case content
    }

    private(set) var status = 0
    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    /// Why the answer was refused.
    private(set) var failure: CurlHTTPError?
    private var section = Section.statusLine
    private var headerBytes = 0
    private var headerLines = 0
    private let limits: Limits

    /// Whether the header section has come to its end; libcurl takes a connection closed before that for an answer.
    var hasHead: Bool { section == .content }

    init(limits: Limits) {
        self.limits = limits
    }

    /// Takes one header line with its line end.
    ///
    /// - Returns: Whether to go on.
    mutating func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        headerLines += 1
        guard headerBytes <= limits.headerBytes else {
            return refuse("more than \(limits.headerBytes) bytes of header")
        }
        guard headerLines <= limits.headerLines else {
            return refuse("more than \(limits.headerLines) header lines")
        }
        let text = Self.trimmed(line[...])
        switch section {
        case .statusLine:
            return takeStatusLine(text)
        case .headers where text.isEmpty:
            // After an interim answer (100 Continue, 103 Early Hints) the real one begins anew.
            section = (100..<200).contains(status) && status != 101 ? .statusLine : .content
            return true
        case .headers:
            return takeField(text, continues: line.first == 0x20 || line.first == 0x09)
        case .content:
            // Trailers: counted, not kept, for they could overwrite what was already acted upon.
            return true
        }
    }

    /// Takes a piece of the content, already decompressed.
    ///
    /// - Returns: Whether to go on.
    mutating func take(content: UnsafeRawBufferPointer) -> Bool {
        guard content.count <= limits.bodyBytes - body.count else {
            failure = .bodyTooLarge(limits.bodyBytes)
            body = []
            return false
        }
        body.append(contentsOf: content)
        return true
    }

    private mutating func takeStatusLine(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        let parts = line.split(separator: 0x20, maxSplits: 2)
        guard
            parts.count >= 2, parts[0].starts(with: "HTTP/".utf8),
            let status = Int(String(decoding: parts[1], as: UTF8.self)), (100...599).contains(status)
        else { return refuse("its status line is not one") }
        self.status = status
        headers = []
        section = .headers
        return true
    }

    private mutating func takeField(_ line: Slice<UnsafeRawBufferPointer>, continues: Bool) -> Bool {
        guard !line.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            return refuse("a CR, LF or NUL inside a header line")
        }
        if continues {
            guard !headers.isEmpty else { return refuse("a continued header line with nothing before it") }
            headers[headers.count - 1].value += " " + String(decoding: line, as: UTF8.self)
            return true
        }
        guard
            let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(HeaderLines.isTokenCharacter)
        else { return refuse("a header line without a name") }
        let value = Self.trimmed(line[line.index(after: colon)...])
        headers.append(
            HTTPHeader(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
        return true
    }

    private mutating func refuse(_ reason: String) -> Bool {
        failure = .protocolViolation(reason)
        return false
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var bytes = bytes
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }
}
