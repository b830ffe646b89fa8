import Yams

extension LocatedValue {
    /// Reads a YAML text.
    ///
    /// Quoted scalars are text; `true`, `false` and whole numbers in plain decimal digits are what they say, and `~`,
    /// `null` and nothing are null. Everything else is text as written: `010` and `yes` stay what they are.
    ///
    /// - Parameter file: the file's name, for messages; empty if there is none.
    /// - Throws: if the text is not YAML, has several documents, or a key that is not text.
    /// - Returns: `nil` if the text has no value.
    public static func yaml(_ text: String, file: String = "") throws(LocatedProblem) -> LocatedValue? {
        do throws(LocatedProblem) {
            return try read(text)
        } catch {
            var problem = error
            problem.file = file
            throw problem
        }
    }

    private static func read(_ text: String) throws(LocatedProblem) -> LocatedValue? {
        // Editors on Windows start a file with a byte order mark.
        let documents = try nodes(
            text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text)
        guard let root = documents.first else { return nil }
        guard documents.count == 1 else {
            throw LocatedProblem(
                line: documents[1].mark?.line, message: "a second YAML document begins here; write one")
        }
        // A value takes at least one byte: a text without aliases never has more.
        let limit = max(maximumValues, text.utf8.count)
        var rest = limit
        guard let value = try LocatedValue(root, key: nil, rest: &rest) else {
            throw LocatedProblem(message: "has more than \(limit) values, with those that aliases repeat")
        }
        return value == .null ? nil : value
    }

    private static func nodes(_ text: String) throws(LocatedProblem) -> [Node] {
        do {
            // Scalars get their type from their text below; the default rules try nine patterns on every key.
            var sequence = try Yams.compose_all(yaml: text, .basic)
            var found: [Node] = []
            while let document = sequence.next() { found.append(document) }
            if let error = sequence.error { throw error }
            return found
        } catch let error as YamlError {
            throw LocatedProblem(error, in: text)
        } catch {
            throw LocatedProblem(message: "\(error)")
        }
    }

    /// More than a short file needs; a few lines with nested aliases could expand to any number of values.
    private static let maximumValues = 500_000

    /// Fails if there are too many values.
    ///
    /// - Parameter rest: the number of values that are still allowed.
    private init?(_ node: Node, key: Mark?, rest: inout Int) throws(LocatedProblem) {
        guard rest > 0 else { return nil }
        rest -= 1
        let content: Content
        var style = Style.quoted
        switch node {
        case .scalar(let scalar):
            content = scalar.style == .plain ? Self.plain(scalar.string) : .text(scalar.string)
            style =
                switch scalar.style {
                case .plain: .plain
                case .literal, .folded: .block
                case .any, .singleQuoted, .doubleQuoted: .quoted
                }
        case .sequence(let sequence):
            var items: [LocatedValue] = []
            for item in sequence {
                guard let item = try LocatedValue(item, key: nil, rest: &rest) else { return nil }
                items.append(item)
            }
            content = .array(items)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw LocatedProblem(line: key.mark?.line, message: "expected text as a key")
                }
                guard let value = try LocatedValue(value, key: key.mark, rest: &rest) else { return nil }
                members.append(Member(name.string, value))
            }
            content = .object(members)
        case .alias:
            throw LocatedProblem(line: node.mark?.line, message: "an alias cannot stand here")
        }
        self.init(content, line: node.mark?.line, keyLine: key?.line)
        self.style = style
    }

    private static func plain(_ text: String) -> Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            guard let number = Int(text), String(number) == text else { return .text(text) }
            return .integer(number)
        }
    }

    /// Writes a YAML text that reads back as the same value.
    ///
    /// Texts are quoted whatever they hold, unless they are compact: nothing depends on which ones YAML would take for
    /// something else.
    ///
    /// - Throws: if the YAML emitter fails.
    public func yaml() throws -> String {
        try Yams.serialize(node: node, width: -1, allowUnicode: true)
    }

    private var node: Node {
        switch content {
        case .null: Node("null", .implicit, .plain)
        case .boolean, .integer, .number: Node(typed ?? "", .implicit, .plain)
        case .text(let text): Node(text, .implicit, isCompact ? .plain : .doubleQuoted)
        case .array(let items): Node(items.map(\.node), .implicit, isCompact ? .flow : .block)
        case .object(let members):
            Node(
                members.map { (Node($0.key, .implicit, hasFreeKeys ? .doubleQuoted : .plain), $0.value.node) },
                .implicit,
                isCompact ? Node.Mapping.Style.flow : .block)
        }
    }
}

extension LocatedProblem {
    fileprivate init(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let lines = text.split(separator: /\r\n|\n|\r/, omittingEmptySubsequences: false)
            let line = lines.indices.contains(mark.line - 1) ? String(lines[mark.line - 1]) : ""
            self.init(
                line: mark.line, message: "is not YAML: \(YAMLAdvice.sentence(for: problem, line: line) ?? problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(line: context.mark.line, message: "the key \(keys) stands twice in one mapping")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            self.init(line: line, message: "is not YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(message: "is not YAML: \(error)")
        }
    }
}
