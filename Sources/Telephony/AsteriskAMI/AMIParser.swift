/// Cuts the stream of Asterisk's manager interface into messages, whatever the pieces in which it comes; the greeting is a
/// line of its own.
///
/// Each byte is looked at once, and what a peer can make us keep is bounded: a line that is too long is left out, as are
/// headers beyond the last one that is read, and a message that is larger than any of Asterisk's ends the connection.
package struct AMIParser: Sendable {
    /// Of a line, without its end.
    static let maximumLineLength = 16 << 10
    static let maximumGreetingLength = 256
    /// Of a message.
    static let maximumHeaders = 512
    static let maximumMessageBytes = 1 << 20

    private static let greeting = Array("Asterisk Call Manager".utf8)

    private var isGreeted = false
    private var line: [UInt8] = []
    private var isLineTooLong = false
    private var headers: [(name: String, value: String)] = []
    /// How many bytes of the message have come.
    private var size = 0

    package init() {}

    /// Parses what has come.
    ///
    /// - Returns: the messages that end in it.
    /// - Throws: ``TelephonyError/noManagerInterface`` or ``TelephonyError/oversizedMessage``, after which the rest of the
    ///   stream means nothing.
    package mutating func parse(_ bytes: some Sequence<UInt8>) throws(TelephonyError) -> [AMIMessage] {
        var messages: [AMIMessage] = []
        for byte in bytes {
            size += 1
            guard size <= Self.maximumMessageBytes else { throw .oversizedMessage }
            // A line ends with both; either alone is part of a value (measured).
            if byte == UInt8(ascii: "\n"), line.last == UInt8(ascii: "\r") {
                line.removeLast()
                if let message = try endLine() { messages.append(message) }
            } else if line.count <= (isGreeted ? Self.maximumLineLength : Self.maximumGreetingLength) {
                line.append(byte)
            } else {
                guard isGreeted else { throw .noManagerInterface }
                isLineTooLong = true
                // The end of the line is still looked for.
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

    /// - Returns: `nil` for a line that is no header.
    private static func header(_ line: [UInt8]) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
        return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
}
