/// Gathers an answer's content, and refuses an answer as soon as it passes a limit.
///
/// libcurl reads the header lines; here they are only counted while they come.
struct ResponseAssembler {
    struct Limits: Sendable {
        var headerBytes: Int
        var headerLines: Int
        var bodyBytes: Int
    }

    private(set) var body: [UInt8] = []
    /// Why the answer was refused.
    private(set) var failure: CurlHTTPError?
    /// Whether the header section has come to its end; libcurl takes a connection closed before that for an answer.
    private(set) var hasHead = false
    private var headerBytes = 0
    private var headerLines = 0
    private let limits: Limits

    init(limits: Limits) {
        self.limits = limits
    }

    /// Counts one header line, those of interim answers and trailers as well.
    ///
    /// - Parameter line: with its line end.
    /// - Returns: Whether to go on.
    mutating func append(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        headerLines += 1
        guard headerBytes <= limits.headerBytes else {
            return refuse("more than \(limits.headerBytes) bytes of header")
        }
        guard headerLines <= limits.headerLines else {
            return refuse("more than \(limits.headerLines) header lines")
        }
        // The line end itself: CR LF, or LF alone.
        let text = line.dropLast(line.last == 0x0A ? 1 : 0)
        let content = text.dropLast(text.last == 0x0D ? 1 : 0)
        guard !content.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            return refuse("a CR, LF or NUL inside a header line")
        }
        if content.isEmpty {
            hasHead = true
        } else if content.starts(with: "HTTP/".utf8) {
            // The status line of the answer, or of the one after an interim answer.
            hasHead = false
        }
        return true
    }

    /// Adds a piece of the content, already decompressed.
    ///
    /// - Returns: Whether to go on.
    mutating func append(content: UnsafeRawBufferPointer) -> Bool {
        guard content.count <= limits.bodyBytes - body.count else {
            failure = .bodyTooLarge(limits.bodyBytes)
            body = []
            return false
        }
        body.append(contentsOf: content)
        return true
    }

    private mutating func refuse(_ reason: String) -> Bool {
        failure = .protocolViolation(reason)
        return false
    }
}
