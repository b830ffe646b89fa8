import Foundation

/// Writes JSON from front to back, without building a tree.
///
/// Containers know their depth. Writing into one first closes whatever deeper ones are still open, so nothing has to
/// tell when a container is complete.
final class JSONWriter {
    private struct Level {
        var closer: UInt8
        var isEmpty = true
    }

    private static let objectCloser = UInt8(ascii: "}")

    private let dates: JSONTextEncoder.DateWriter?
    private var bytes: [UInt8] = []
    private var levels: [Level] = []
    /// Whether the next thing written may be a value.
    private var awaitsValue = true
    private var mistake: String?

    init(dates: JSONTextEncoder.DateWriter?) {
        self.dates = dates
        bytes.reserveCapacity(2048)
    }

    /// How many containers are open.
    var depth: Int { levels.count }

    /// The text, with everything closed.
    func finished() throws -> [UInt8] {
        close(to: 0)
        if let mistake { throw EncodingError.invalidValue(mistake, .init(codingPath: [], debugDescription: mistake)) }
        return bytes
    }

    /// Opens an object, or goes on with the one that has been begun above this depth: a type may encode itself in several
    /// parts.
    func openObject(above depth: Int) -> Int {
        guard !awaitsValue, levels.count > depth, levels[depth].closer == Self.objectCloser else {
            return open(UInt8(ascii: "{"), Self.objectCloser)
        }
        close(to: depth + 1)
        return depth + 1
    }

    func openArray() -> Int { open(UInt8(ascii: "["), UInt8(ascii: "]")) }

    /// Starts the next member of the object at `depth`.
    func key(_ key: String, at depth: Int) {
        separate(at: depth)
        appendString(key)
        bytes.append(UInt8(ascii: ":"))
        awaitsValue = true
    }

    /// Starts the next element of the array at `depth`.
    func element(at depth: Int) {
        separate(at: depth)
        awaitsValue = true
    }

    func encode<T: Encodable>(_ value: T) throws {
        if let dates, T.self == Date.self, let date = value as? Date {
            begin()
            dates(date, &bytes)
            return
        }
        let depth = levels.count
        try value.encode(to: JSONStreamEncoder(writer: self))
        close(to: depth)
        if awaitsValue { fail("\(T.self) encodes nothing") }
    }

    func null() { literal("null") }

    func bool(_ value: Bool) { literal(value ? "true" : "false") }

    func integer(_ value: some BinaryInteger) { literal(String(value)) }

    func double(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "JSON has no \(value)"))
        }
        literal("\(value)")
    }

    func string(_ value: String) {
        begin()
        appendString(value)
    }

    private func literal(_ text: String) {
        begin()
        bytes.append(contentsOf: text.utf8)
    }

    private func open(_ opener: UInt8, _ closer: UInt8) -> Int {
        begin()
        bytes.append(opener)
        levels.append(Level(closer: closer))
        return levels.count
    }

    private func begin() {
        if !awaitsValue { fail("a second value where one belongs") }
        awaitsValue = false
    }

    private func separate(at depth: Int) {
        guard depth <= levels.count else { return fail("a container was written to after it was closed") }
        close(to: depth)
        if awaitsValue { fail("a key without a value") }
        if levels[depth - 1].isEmpty {
            levels[depth - 1].isEmpty = false
        } else {
            bytes.append(UInt8(ascii: ","))
        }
    }

    private func close(to depth: Int) {
        while levels.count > depth, let level = levels.popLast() { bytes.append(level.closer) }
    }

    private func fail(_ reason: String) {
        if mistake == nil { mistake = reason }
    }

    private func appendString(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        if value.utf8.contains(where: Self.isEscaped) {
            appendEscaped(value)
        } else {
            bytes.append(contentsOf: value.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func appendEscaped(_ value: String) {
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
