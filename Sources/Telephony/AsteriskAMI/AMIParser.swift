/// Splits the stream of Asterisk's manager interface into messages, whatever its fragments; the greeting is a separate
/// line.
///
/// Each byte is inspected once, and the memory that a peer can use is bounded: a line that is too long is skipped, as
/// are headers beyond the maximum, and a message that is larger than any of Asterisk's ends the connection.
package struct AMIParser: Sendable {
    /// The maximum length of a line without its end.
    static let maximumLineLength = 16 << 10
    static let maximumGreetingLength = 256
    /// The maximum number of headers in a message.
    static let maximumHeaders = 512
    static let maximumMessageBytes = 1 << 20

    private static let greeting = Array("Asterisk Call Manager".utf8)

    private var isGreeted = false
    private var line: [UInt8] = []
    private var isLineTooLong = false
    private var headers: [(name: String, value: String)] = []
    /// The number of bytes of the message so far.
    private var size = 0

    package init() {}

    /// Parses received bytes.
    ///
    /// - Returns: the messages that end in them.
    /// - Throws: ``TelephonyError/noManagerInterface`` or ``TelephonyError/oversizedMessage``, after which the rest of
    ///   the stream is meaningless.
    package mutating func parse(_ bytes: some Sequence<UInt8>) throws(TelephonyError) -> [AMIMessage] {
        var messages: [AMIMessage] = []
        for byte in bytes {
            size += 1
            guard size <= Self.maximumMessageBytes else { throw .oversizedMessage }
            // A line ends with CR and LF; either alone is part of a value (measured).
            if byte == UInt8(ascii: "\n"), line.last == UInt8(ascii: "\r") {
                line.removeLast()
                if let message = try endLine() { messages.append(message) }
            } else if line.count <= (isGreeted ? Self.maximumLineLength : Self.maximumGreetingLength) {
                line.append(byte)
            } else {
                guard isGreeted else { throw .noManagerInterface }
                isLineTooLong = true
                // The end of the line must still be found.
                line[line.count - 1] = byte
            }
        }
        return messages
    }

    private mutating func endLine() throws(TelephonyError) -> AMIMessage? {
        defer {
            line.removeAll(keepingCapacity: true)
            isLineTooLong = false
        }
        guard isGreeted else {
            guard line.starts(with: Self.greeting) else { throw .noManagerInterface }
            isGreeted = true
            size = 0
            return nil
        }
        guard !line.isEmpty else {
            defer {
                headers = []
                size = 0
            }
            return AMIMessage(headers)
        }
        if !isLineTooLong, headers.count < Self.maximumHeaders, let header = Self.header(line) {
            headers.append(header)
        }
        return nil
    }

    /// - Returns: `nil` for a line that is not a header.
    private static func header(_ line: [UInt8]) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
        return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
}
