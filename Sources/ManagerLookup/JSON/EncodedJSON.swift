import JSON

/// A value as JSON text, the format of a jq worker's inputs and outputs.
struct EncodedJSON: Sendable, Equatable {
    /// A single JSON value in UTF-8.
    let bytes: [UInt8]

    init(_ value: JSONTree) {
        bytes = JSONText.bytes(value)
    }

    /// - Parameter text: UTF-8; empty text, as after a 204, is null. A whole number beyond 2^53 becomes the text of its
    ///   digits, see ``JSONReader/exactValue(of:)``.
    /// - Throws: ``ParseError`` if the text is not a single JSON value.
    init(parsing text: [UInt8]) throws(ParseError) {
        let (value, isForeign) = try JSONReader.exactValue(of: text)
        // Kept as received if possible, since encoding the same value again takes time.
        bytes = value == .null || text.first == 0xEF || isForeign ? JSONText.bytes(value) : text
    }

    /// Creates an object from encoded values.
    init(members: [String: EncodedJSON]) {
        var bytes = [UInt8(ascii: "{")]
        bytes.reserveCapacity(members.reduce(2) { $0 + $1.key.utf8.count + $1.value.bytes.count + 4 })
        for (name, value) in members {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes += value.bytes
        }
        bytes.append(UInt8(ascii: "}"))
        self.bytes = bytes
    }

    /// - Throws: ``ParseError``, which is only possible for a worker's output.
    func value() throws(ParseError) -> JSONTree {
        try JSONReader.value(of: bytes)
    }
}
