import Foundation
import Yams

/// One place in a mapping file: its value, its line, and the path of keys that leads to it.
struct MappingNode {
    let node: Node
    let file: String
    let path: String
    /// The line of its key where it has one, which is where a reader looks first; counted from 1.
    let line: Int?

    private init(node: Node, file: String, path: String, key: Mark?) {
        self.node = node
        self.file = file
        self.path = path
        line = (key ?? node.mark)?.line
    }

    /// Reads a file's text.
    init(yaml: String, file: String) throws(ManagerLookupError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw Self.syntaxError(error, file: file)
        }
        guard let root else {
            throw ManagerLookupError.mapping(file: file, line: nil, field: nil, problem: "the file is empty")
        }
        self.init(node: root, file: file, path: "", key: nil)
    }

    var isNull: Bool { node.scalar != nil && kind == .null }

    var isMapping: Bool { node.mapping != nil }

    var isSequence: Bool { node.sequence != nil }

    func failure(_ problem: String) -> ManagerLookupError {
        .mapping(file: file, line: line, field: path.isEmpty ? nil : path, problem: problem)
    }

    /// The members of a mapping whose keys are chosen freely, in the order of the file.
    func members() throws(ManagerLookupError) -> [(key: String, value: MappingNode)] {
        guard let mapping = node.mapping else { throw failure("expected keys with values") }
        var members: [(key: String, value: MappingNode)] = []
        var seen: Set<String> = []
        for pair in mapping {
            guard let key = pair.key.scalar?.string else { throw failure("a key must be plain text") }
            // YAML takes 1 and "1" for two keys; here they are one.
            guard seen.insert(key).inserted else { throw failure("the key \(key) is there twice") }
            members.append((key, child(pair.value, path.isEmpty ? key : "\(path).\(key)", key: pair.key.mark)))
        }
        return members
    }

    /// The members of a mapping whose keys are fixed; a key without a value counts as absent.
    func fields(required: [String], optional: [String]) throws(ManagerLookupError) -> [String: MappingNode] {
        var fields: [String: MappingNode] = [:]
        for (key, value) in try members() {
            guard required.contains(key) || optional.contains(key) else {
                let known = (required + optional).sorted().joined(separator: ", ")
                throw value.failure("unknown key; the keys here are \(known)")
            }
            if !value.isNull { fields[key] = value }
        }
        for key in required where fields[key] == nil { throw failure("the key \(key) is missing") }
        return fields
    }

    func elements() throws(ManagerLookupError) -> [MappingNode] {
        guard let sequence = node.sequence else { throw failure("expected a list") }
        return sequence.enumerated().map { child($1, "\(path)[\($0)]", key: nil) }
    }

    /// A scalar's text: `50` and `true` may be written without quotes.
    func text() throws(ManagerLookupError) -> String {
        guard let scalar = node.scalar, !isNull else { throw failure("expected text") }
        return scalar.string
    }

    /// A mapping of freely chosen keys to texts.
    func texts() throws(ManagerLookupError) -> [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in try members() { texts[key] = try value.text() }
        return texts
    }

    func flag() throws(ManagerLookupError) -> Bool {
        guard kind == .bool, let flag = node.bool else { throw failure("expected true or false") }
        return flag
    }

    func integer(in range: ClosedRange<Int>) throws(ManagerLookupError) -> Int {
        guard kind == .int, let number = node.int, range.contains(number) else {
            throw failure("expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of an enumeration's words.
    func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) throws(ManagerLookupError) -> Word
    where Word.RawValue == String {
        let text = try text()
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("\(text) is not known here; expected one of \(known)")
        }
        return word
    }

    func program(over input: JQInput = .whole) throws(ManagerLookupError) -> JQProgram {
        let text = try text()
        guard text.contains(where: { !$0.isWhitespace }) else { throw failure("expected a jq program") }
        return try JQProgram(text, origin: origin, input: input)
    }

    /// Where the text of this scalar begins.
    var origin: JQOrigin {
        var line = node.mark?.line ?? line ?? 1
        // A block scalar's mark is its indicator, the text begins on the line after it.
        if let style = node.scalar?.style, style == .literal || style == .folded { line += 1 }
        return JQOrigin(file: file, line: line, field: path)
    }

    private var kind: Tag.Name { Tag.Name(rawValue: node.tag.rawValue) }

    /// Any YAML value as JSON.
    func json() throws(ManagerLookupError) -> JSONValue {
        if let sequence = node.sequence {
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try child(element, path, key: nil).json()) }
            return .array(elements)
        }
        if isMapping {
            var members: [String: JSONValue] = [:]
            for (key, value) in try self.members() { members[key] = try value.json() }
            return .object(members)
        }
        guard let scalar = node.scalar else { throw failure("an alias cannot stand here") }
        switch kind {
        case .null: return .null
        case .bool: return node.bool.map { .bool($0) } ?? .string(scalar.string)
        case .int, .float: return node.float.map { .number($0) } ?? .string(scalar.string)
        default: return .string(scalar.string)
        }
    }

    private func child(_ node: Node, _ path: String, key: Mark?) -> MappingNode {
        MappingNode(node: node, file: file, path: path, key: key)
    }

    private static func syntaxError(_ error: any Error, file: String) -> ManagerLookupError {
        let line: Int?
        let problem: String
        switch error as? YamlError {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _), .composer(_, let text, let mark, _):
            (line, problem) = (mark.line, text)
        case .duplicatedKeysInMapping(let keys, let context):
            (line, problem) = (context.mark.line, "the same key twice: \(keys.joined(separator: ", "))")
        case .reader(let text, _, _, _):
            (line, problem) = (nil, text)
        default:
            (line, problem) = (nil, "\(error)")
        }
        return .mapping(file: file, line: line, field: nil, problem: "not YAML: \(problem)")
    }
}
