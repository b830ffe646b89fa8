/// A writer that produces JSON from front to back, without building a tree.
///
/// Containers know their depth. Writing to a container first closes any deeper ones that are still open, so nothing has
/// to report that a container is complete.
struct JSONWriter {
    private struct Level {
        var closer: UInt8
        var isEmpty = true
    }

    private static let objectCloser = UInt8(ascii: "}")

    private var bytes: [UInt8] = []
    private var levels: [Level] = []
    /// Whether a value may be written next.
    private var awaitsValue = true
    private var mistake: String?

    init() {
        bytes.reserveCapacity(2048)
    }

    /// The number of open containers.
    var depth: Int { levels.count }

    /// Closes everything and returns the text.
    mutating func finished() throws -> [UInt8] {
        close(to: 0)
        if let mistake { throw EncodingError.invalidValue(mistake, .init(codingPath: [], debugDescription: mistake)) }
        return bytes
    }

    /// Opens an object, or continues the object that was already opened above this depth: a type may encode itself in
    /// several parts.
    mutating func openObject(above depth: Int) -> Int {
        guard !awaitsValue, levels.count > depth, levels[depth].closer == Self.objectCloser else {
            return open(UInt8(ascii: "{"), Self.objectCloser)
        }
        close(to: depth + 1)
        return depth + 1
    }

    mutating func openArray() -> Int { open(UInt8(ascii: "["), UInt8(ascii: "]")) }

    /// Starts the next member of the object at `depth`.
    mutating func key(_ key: String, at depth: Int) {
        separate(at: depth)
        appendString(key)
        bytes.append(UInt8(ascii: ":"))
        awaitsValue = true
    }

    /// Starts the next element of the array at `depth`.
    mutating func element(at depth: Int) {
        separate(at: depth)
        awaitsValue = true
    }

    /// Writes a value in a custom format.
    mutating func value(_ write: (inout [UInt8]) -> Void) {
        begin()
        write(&bytes)
    }

    /// Ends a value that began at this depth.
    ///
    /// - Parameter name: the name of its type, for the error if it has written nothing.
    mutating func end(at depth: Int, _ name: @autoclosure () -> String) {
        close(to: depth)
        if awaitsValue { fail("\(name()) encodes nothing") }
    }

    mutating func null() { literal("null") }

    mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    mutating func integer(_ value: some BinaryInteger) { literal(String(value)) }

    mutating func double(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "JSON has no \(value)"))
        }
        literal(value.description)
    }

    mutating func string(_ value: String) {
        begin()
        appendString(value)
    }

    private mutating func literal(_ text: String) {
        begin()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func open(_ opener: UInt8, _ closer: UInt8) -> Int {
        begin()
        bytes.append(opener)
        levels.append(Level(closer: closer))
        return levels.count
    }

    private mutating func begin() {
        if !awaitsValue { fail("a second value where one belongs") }
        awaitsValue = false
    }

    private mutating func separate(at depth: Int) {
        guard depth <= levels.count else { return fail("a container was written to after it was closed") }
        close(to: depth)
        if awaitsValue { fail("a key without a value") }
        if levels[depth - 1].isEmpty {
            levels[depth - 1].isEmpty = false
        } else {
            bytes.append(UInt8(ascii: ","))
        }
    }

    private mutating func close(to depth: Int) {
        while levels.count > depth, let level = levels.popLast() { bytes.append(level.closer) }
    }

    private mutating func fail(_ reason: String) {
        if mistake == nil { mistake = reason }
    }

    private mutating func appendString(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        // Nearly all texts need no escaping.
        bytes.append(contentsOf: value.utf8)
        if bytes[start...].contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            bytes.removeSubrange(start...)
            appendEscaped(value)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u00".utf8)
                bytes.append(contentsOf: String(byte, radix: 16).utf8)
            default: bytes.append(byte)
            }
        }
    }
}
