import JSON
import Yams

extension LocatedValue {
    /// More than any file of ours has; a few lines with aliases of aliases could stand for any number of values.
    static let mostValues = 2_000_000

    /// Reads a YAML text with one document in it.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - file: its name, for messages.
    /// - Returns: `nil` if there is nothing in it.
    /// - Throws: `LocatedProblem` when it is not YAML, or has a second document.
    public init?(yaml: String, file: String) throws(LocatedProblem) {
        let documents: [Node]
        do {
            var sequence = try Yams.compose_all(yaml: yaml)
            var found: [Node] = []
            while found.count < 2, let document = sequence.next() { found.append(document) }
            if let error = sequence.error { throw error }
            documents = found
        } catch let error as YamlError {
            throw LocatedProblem(error, in: yaml, file: file)
        } catch {
            throw LocatedProblem(file: file, message: "is not YAML: \(error)")
        }
        guard let root = documents.first else { return nil }
        if documents.count > 1 {
            throw LocatedProblem(
                file: file, place: documents[1].mark.map(Place.init),
                message: "a second YAML document begins here; write one")
        }
        var rest = Self.mostValues
        guard let value = LocatedValue(root, rest: &rest) else {
            throw LocatedProblem(
                file: file, message: "has more than \(Self.mostValues) values, with those that aliases repeat")
        }
        self = value
    }

    /// - Parameter rest: how many values there may still be.
    /// - Returns: `nil` when there are more.
    private init?(_ node: Node, rest: inout Int) {
        guard rest > 0 else { return nil }
        rest -= 1
        let content: Content
        switch node {
        case .scalar(let scalar):
            content = .scalar(
                Scalar(
                    text: scalar.string, meaning: Self.meaning(of: scalar, in: node), isPlain: scalar.style == .plain,
                    isBlock: scalar.style == .literal || scalar.style == .folded))
        case .sequence(let items):
            var values: [LocatedValue] = []
            for item in items {
                guard let value = LocatedValue(item, rest: &rest) else { return nil }
                values.append(value)
            }
            content = .list(values)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, node) in mapping {
                guard let value = LocatedValue(node, rest: &rest) else { return nil }
                members.append(
                    Member(key: key.scalar?.string, keyPlace: key.mark.map(Place.init), value: value))
            }
            content = .mapping(members)
        case .alias:
            // The parser puts what an alias stands for in its place.
            return nil
        }
        self.init(content, at: node.mark.map(Place.init))
    }

    private static func meaning(of scalar: Node.Scalar, in node: Node) -> JSONTree {
        if scalar.style == .plain, let first = scalar.string.unicodeScalars.first, !canBeginOther.contains(first) {
            return .text(scalar.string)
        }
        switch Tag.Name(rawValue: node.tag.rawValue) {
        case .null: return .null
        case .bool: return node.bool.map { .boolean($0) } ?? .text(scalar.string)
        case .int, .float:
            if let number = node.int { return .integer(number) }
            return node.float.map { .number($0) } ?? .text(scalar.string)
        default: return .text(scalar.string)
        }
    }

    /// With what YAML's words for null, true and false begin, and its numbers; asking it about each text is slow.
    private static let canBeginOther = Set("~nNyYtTfFoO0123456789+-.".unicodeScalars)
}

extension LocatedValue.Place {
    fileprivate init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }
}

extension LocatedProblem {
    fileprivate init(_ error: YamlError, in text: String, file: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, place: LocatedValue.Place(mark), message: "is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(
                file: file, place: LocatedValue.Place(context.mark),
                message: "the key \(keys) stands twice in one mapping")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            self.init(
                file: file, place: line.map { LocatedValue.Place(line: $0, column: 1) },
                message: "is not YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(file: file, message: "is not YAML: \(error)")
        }
    }
}
