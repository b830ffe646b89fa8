/// Finds the paths that a program reads from its input, such as `.steps.user.body`.
///
/// Tracks brackets, pipes and keywords just enough to know where `.` is still the input: not after a pipe, nor in an
/// argument of a function such as `map`. Finds nothing if that is unclear.
struct JQPaths {
    /// Nested names, such as `["steps", "user", "body"]`; at most four.
    typealias Path = [String]

    /// The meaning of `.` within a bracket or between keywords.
    private struct Level {
        /// The token that ends the level.
        let end: String
        /// Whether `.` is the input at the start of the level.
        let atStart: Bool
        /// Whether `.` is the input at the current position.
        var isInput: Bool
        /// Whether the level is a pattern between `as` and its pipe.
        var isPattern = false
    }

    /// Functions whose arguments see the same `.` as the function itself.
    private static let transparent: Set = ["select", "first", "last", "isempty", "error", "path"]

    private let bytes: [UInt8]
    private var offset = 0
    private var levels = [Level(end: "", atStart: true, isInput: true)]
    private var paths: [Path] = []
    /// Whether a `.` or `[` at the current position continues the preceding term.
    private var followsTerm = false
    private var lastName = ""
    /// Whether the position is between `as` and its pipe, which does not change `.`.
    private var isBinding = false

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Returns the paths that a program reads from its input, in order.
    static func paths(in program: String) -> [Path] {
        var scanner = JQPaths(program)
        while scanner.offset < scanner.bytes.count { scanner.step() }
        return scanner.paths
    }

    private var isInput: Bool { levels.last?.isInput ?? false }

    private mutating func step() {
        let byte = bytes[offset]
        switch byte {
        case UInt8(ascii: "\""):
            skipString()
            followsTerm = true
        case UInt8(ascii: "#"):
            while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            open(byte)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            close(until: byte == UInt8(ascii: ")") ? ")" : byte == UInt8(ascii: "]") ? "]" : "}")
            offset += 1
            followsTerm = true
        case UInt8(ascii: "|"):
            pipe()
        case UInt8(ascii: ";"), UInt8(ascii: ","):
            separate(byte)
        case UInt8(ascii: "."):
            scanPath()
        case _ where Self.startsName(byte):
            scanWord()
        case UInt8(ascii: "$"), UInt8(ascii: "@"):
            offset += 1
            _ = name()
            (followsTerm, lastName) = (true, "")
        case 0x20, 0x09, 0x0A, 0x0D:
            offset += 1
        case UInt8(ascii: "?"):
            offset += 1
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while offset < bytes.count, Self.isDigit(bytes[offset]) || bytes[offset] == UInt8(ascii: ".") {
                offset += 1
            }
            followsTerm = true
        default:
            offset += 1
            (followsTerm, lastName) = (false, "")
        }
    }

    private mutating func open(_ byte: UInt8) {
        offset += 1
        let end = byte == UInt8(ascii: "(") ? ")" : byte == UInt8(ascii: "[") ? "]" : "}"
        // The arguments of most functions see another value.
        let isArgument = byte == UInt8(ascii: "(") && !lastName.isEmpty
        let isInput = isInput && (!isArgument || Self.transparent.contains(lastName))
        let isPattern = isBinding && end != ")"
        levels.append(Level(end: end, atStart: isInput, isInput: isInput, isPattern: isPattern))
        (followsTerm, lastName, isBinding) = (false, "", false)
    }

    private mutating func close(until end: String) {
        (lastName, isBinding) = ("", false)
        while levels.count > 1, let level = levels.popLast() {
            isBinding = level.isPattern
            if level.end == end { return }
        }
    }

    private mutating func pipe() {
        offset += 1
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "=") {
            offset += 1
        } else if !isBinding {
            levels[levels.count - 1].isInput = false
        }
        (followsTerm, lastName, isBinding) = (false, "", false)
    }

    /// Handles `;`, which ends an argument or definition, and `,`, which binds tighter than `|` except within an
    /// object.
    private mutating func separate(_ byte: UInt8) {
        offset += 1
        let last = levels.count - 1
        if levels[last].end == "}" || (byte == UInt8(ascii: ";") && levels[last].end != ")") {
            levels[last].isInput = levels[last].atStart
        } else if byte == UInt8(ascii: ";") {
            // The second argument of `any`, `reduce` and others sees another value.
            levels[last].isInput = false
        }
        (followsTerm, lastName) = (false, "")
    }

    private mutating func scanPath() {
        offset += 1
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            followsTerm = true
            return
        }
        guard !followsTerm, isInput else {
            _ = name()
            followsTerm = true
            return
        }
        var path: Path = []
        while path.count < 4, let member = member(isFirst: path.isEmpty) { path.append(member) }
        if !path.isEmpty { paths.append(path) }
        (followsTerm, lastName) = (true, "")
    }

    /// Returns the next name of a path, `a` after its dot or `["a"]`.
    private mutating func member(isFirst: Bool) -> String? {
        let start = offset
        if !isFirst, offset < bytes.count, bytes[offset] == UInt8(ascii: ".") { offset += 1 }
        if let name = name(), !name.isEmpty, isFirst || start + 1 + name.utf8.count == offset {
            while offset < bytes.count, bytes[offset] == UInt8(ascii: "?") { offset += 1 }
            return name
        }
        offset = start
        let quoted = bytes[offset...]
        guard quoted.starts(with: Array("[\"".utf8)), let end = quoted.firstRange(of: Array("\"]".utf8)) else {
            return nil
        }
        let name = String(decoding: quoted[offset + 2..<end.lowerBound], as: UTF8.self)
        guard name.utf8.allSatisfy({ Self.startsName($0) || Self.isDigit($0) }) else { return nil }
        offset = end.upperBound
        return name
    }

    private mutating func scanWord() {
        guard let word = name() else { return }
        var next = offset
        while next < bytes.count, [0x20, 0x0A].contains(bytes[next]) { next += 1 }
        let isKey = next < bytes.count && bytes[next] == UInt8(ascii: ":")
        (followsTerm, lastName) = (!isKey, "")
        guard !isKey else { return }
        switch word {
        case "as":
            (isBinding, followsTerm) = (true, false)
        case "if":
            levels.append(Level(end: "end", atStart: isInput, isInput: isInput))
            followsTerm = false
        case "then", "elif", "else":
            if let last = levels.lastIndex(where: { $0.end == "end" }) {
                levels.removeSubrange((last + 1)...)
                levels[last].isInput = levels[last].atStart
            }
            followsTerm = false
        case "end":
            close(until: "end")
            followsTerm = true
        case "and", "or", "reduce", "foreach", "try", "catch", "label":
            // `catch` sees the error.
            if word == "catch" { levels[levels.count - 1].isInput = false }
            followsTerm = false
        case "def":
            // The body of a mapping's own function sees the value that the function is applied to.
            skipDefinition()
        default:
            lastName = word
        }
    }

    private mutating func skipDefinition() {
        var depth = 1
        // Skips to the final `;`, past nested definitions.
        var brackets = 0
        while offset < bytes.count, depth > 0 {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                skipString()
                continue
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): brackets -= 1
            case UInt8(ascii: ";") where brackets == 0: depth -= 1
            case _ where Self.startsName(bytes[offset]):
                if name() == "def", brackets == 0 { depth += 1 }
                continue
            default: break
            }
            offset += 1
        }
        followsTerm = false
    }

    /// Skips a string.
    ///
    /// Its interpolations are scanned, since they see the same `.`.
    private mutating func skipString() {
        offset += 1
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\") where offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "("):
                offset += 1
                let depth = levels.count
                lastName = ""
                open(UInt8(ascii: "("))
                while offset < bytes.count, levels.count > depth { step() }
            case UInt8(ascii: "\\"):
                offset += 2
            default:
                offset += 1
            }
        }
    }

    private mutating func name() -> String? {
        let start = offset
        while offset < bytes.count,
            Self.startsName(bytes[offset]) || (offset > start && Self.isDigit(bytes[offset]))
        {
            offset += 1
        }
        return offset > start ? String(decoding: bytes[start..<offset], as: UTF8.self) : nil
    }

    private static func startsName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
