import JSON

/// A program that only reads members of its input: `.operator.extension`, or `[[.operator.extension]]`, the form of a
/// template's `\(.operator.extension)`.
///
/// It needs no jq worker, whose round trip takes longer than most programs.
struct PlainProgram: Sendable {
    private let paths: [[String]]
    /// Whether the values are wrapped in lists, as in a template.
    private let isTemplate: Bool

    /// Returns `nil` for every other program.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        isTemplate = bytes.starts(with: Array("[[".utf8))
        guard isTemplate else {
            guard let path = Self.path(bytes[...]) else { return nil }
            paths = [path]
            return
        }
        guard bytes.count > 4, bytes.suffix(2).elementsEqual("]]".utf8) else { return nil }
        var paths: [[String]] = []
        for piece in text.dropFirst(2).dropLast(2).split(separator: "], [", omittingEmptySubsequences: false) {
            guard let path = Self.path(Array(piece.utf8)[...]) else { return nil }
            paths.append(path)
        }
        self.paths = paths
    }

    /// - Parameter members: members of the input; may be incomplete.
    /// - Returns: the output as JSON text; `nil` if only jq can compute it.
    func output(over members: [String: JSONTree]) -> [UInt8]? {
        var values: [JSONTree] = []
        for path in paths {
            guard let value = Self.value(at: path, in: members) else { return nil }
            values.append(isTemplate ? .array([value]) : value)
        }
        return JSONText.bytes(isTemplate ? .array(values) : values[0])
    }

    private static func value(at path: [String], in members: [String: JSONTree]) -> JSONTree? {
        guard var value = members[path[0]] else { return nil }
        for name in path.dropFirst() {
            switch value {
            case .object(let members): value = members[name] ?? .null
            case .null: return .null
            default: return nil
            }
        }
        switch value {
        case .text, .null, .boolean: return value
        // Only jq knows how it formats numbers.
        case .integer, .number, .array, .object: return nil
        }
    }

    /// Parses `.name.name`.
    private static func path(_ text: ArraySlice<UInt8>) -> [String]? {
        var names = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        // The part before the first dot is empty.
        guard names.count > 1, names.removeFirst().isEmpty, names.allSatisfy(isName) else { return nil }
        return names
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
}
