/// Reads `application/x-www-form-urlencoded` content, `a[b]=c` as PHP and its relatives nest it.
enum FormBody {
    /// More pairs than any CRM sends; each costs a walk down its path.
    private static let maximumPairs = 2000
    private static let maximumDepth = 16

    /// - Returns: an object of texts, objects and arrays; `a[]=1&a[]=2` is an array, and of a repeated key the last
    ///   counts.
    /// - Throws: ``JSONFlaw`` for what is not UTF-8, has too many pairs or too deep a path.
    static func json(_ bytes: [UInt8]) throws(JSONFlaw) -> JSONValue {
        let pairs = bytes.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= maximumPairs else { throw JSONFlaw(problem: "a form of more than \(maximumPairs) fields") }
        var root = Node.members([:])
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let path = try path(of: text(parts[0]))
            root.set(path[...], to: parts.count == 2 ? try text(parts[1]) : "")
        }
        return root.json
    }

    private static func text(_ encoded: ArraySlice<UInt8>) throws(JSONFlaw) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = encoded.startIndex
        while index < encoded.endIndex {
            let byte = encoded[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < encoded.endIndex, let high = digit(encoded[index + 1]),
                    let low = digit(encoded[index + 2])
                else { throw JSONFlaw(problem: "not a form: a % is not followed by two hexadecimal digits") }
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw JSONFlaw(problem: "not UTF-8") }
        return text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }

    /// `a[b][]` is `a`, `b` and the empty key, which stands for the next position; odd brackets are part of the name.
    private static func path(of name: String) throws(JSONFlaw) -> [String] {
        guard let open = name.firstIndex(of: "["), open != name.startIndex, name.hasSuffix("]") else { return [name] }
        let keys = name[name.index(after: open)...].dropLast().components(separatedBy: "][")
        guard keys.count < maximumDepth else { throw JSONFlaw(problem: "a form nested deeper than \(maximumDepth)") }
        return [String(name[..<open])] + keys
    }

    private indirect enum Node {
        case text(String)
        case members([String: Node])
        case elements([Node])

        mutating func set(_ path: ArraySlice<String>, to text: String) {
            guard let key = path.first else {
                self = .text(text)
                return
            }
            let rest = path.dropFirst()
            if key.isEmpty {
                var elements = if case .elements(let present) = self { present } else { [Node]() }
                var element = Node.members([:])
                element.set(rest, to: text)
                elements.append(element)
                self = .elements(elements)
            } else {
                var members = if case .members(let present) = self { present } else { [String: Node]() }
                members[key, default: .members([:])].set(rest, to: text)
                self = .members(members)
            }
        }

        var json: JSONValue {
            switch self {
            case .text(let text): .string(text)
            case .members(let members): .object(members.mapValues(\.json))
            case .elements(let elements): .array(elements.map(\.json))
            }
        }
    }
}

extension Substring {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
