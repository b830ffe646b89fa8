/// Collects a response's content, and refuses a response as soon as it exceeds a limit.
///
/// libcurl parses the header lines; here they are only counted, and checked for CR, LF and NUL.
struct ResponseAssembler {
    struct Limits: Sendable {
        var headerBytes: Int
        var headerLines: Int
        var bodyBytes: Int
    }

    private(set) var body: [UInt8] = []
    /// The reason why the response was refused.
    private(set) var failure: CurlHTTPError?
    /// Whether the header section is complete; libcurl accepts a connection closed before that as a response.
    private(set) var hasHead = false
    private var headerBytes = 0
    private var headerLines = 0
    private let limits: Limits

    init(limits: Limits) {
        self.limits = limits
    }

    /// Counts a header line, also of interim responses and trailers.
    ///
    /// - Parameter line: The line, with its line end.
    /// - Returns: Whether to continue.
    mutating func append(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        headerLines += 1
        guard headerBytes <= limits.headerBytes else {
            return refuse("more than \(limits.headerBytes) bytes of header")
        }
        guard headerLines <= limits.headerLines else {
            return refuse("more than \(limits.headerLines) header lines")
        }
        // The line end is CR LF, or LF alone.
        let text = line.dropLast(line.last == 0x0A ? 1 : 0)
        let content = text.dropLast(text.last == 0x0D ? 1 : 0)
        guard !content.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            return refuse("a CR, LF or NUL inside a header line")
        }
        if content.isEmpty {
            hasHead = true
        } else if content.starts(with: "HTTP/".utf8) {
            // The status line of the response, or of the response after an interim one.
            hasHead = false
        }
        return true
    }

    /// Adds a piece of the decompressed content.
    ///
    /// - Returns: Whether to continue.
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
