import Yams

/// A mapping of a voice file, with typed access to its values and errors that name file and line.
struct YAMLSection {
    private let mapping: Node.Mapping
    private let file: String
    /// Where the mapping begins.
    private let startLine: Int

    /// - Throws: `SpeechError.invalidVoice` if the text is no YAML mapping.
    init(yaml: String, file: String) throws {
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw SpeechError.invalidVoice(file: file, line: error.line, problem: "YAML: \(error.problem)")
        }
        guard let mapping = node?.mapping else {
            throw SpeechError.invalidVoice(
                file: file, line: node?.mark?.line ?? 1, problem: "a voice is a mapping of keys to values")
        }
        try self.init(mapping, file: file, startLine: node?.mark?.line ?? 1)
    }

    private init(_ mapping: Node.Mapping, file: String, startLine: Int) throws {
        self.mapping = mapping
        self.file = file
        self.startLine = startLine
        for key in mapping.keys where key.scalar == nil {
            throw error(line: key.mark?.line ?? startLine, "a key must be a word")
        }
    }

    var keys: [String] {
        mapping.keys.compactMap(\.scalar?.string)
    }

    /// - Throws: for a key that means nothing, which is most often a misspelt one.
    func allowOnly(_ known: Set<String>) throws {
        for key in keys where !known.contains(key) {
            throw error(key, "unknown key '\(key)'; known are \(known.sorted().joined(separator: ", "))")
        }
    }

    func text(_ key: String) throws -> String? {
        guard let node = mapping[key] else { return nil }
        guard let scalar = node.scalar else { throw error(key, "\(key) must be a text") }
        return scalar.string
    }

    func requiredText(_ key: String, mayBeEmpty: Bool = false) throws -> String {
        guard let text = try text(key), mayBeEmpty || !text.isEmpty else { throw missing(key) }
        return text
    }

    func integer(_ key: String, in limits: ClosedRange<Int>) throws -> Int? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.scalar.flatMap({ Int($0.string) }), limits.contains(value) else {
            throw error(
                key, "\(key) must be a whole number from \(limits.lowerBound) to \(limits.upperBound)")
        }
        return value
    }

    /// One text or a list of them, each with its line; none if the key is missing.
    func texts(_ key: String) throws -> [(text: String, line: Int)] {
        guard let node = mapping[key] else { return [] }
        return try (node.sequence.map(Array.init) ?? [node]).map { item in
            guard let scalar = item.scalar else { throw error(key, "\(key) must be a text or a list of texts") }
            return (scalar.string, item.mark?.line ?? line(key))
        }
    }

    func section(_ key: String) throws -> YAMLSection? {
        guard let node = mapping[key] else { return nil }
        guard let mapping = node.mapping else { throw error(key, "\(key) must be a mapping of keys to values") }
        return try YAMLSection(mapping, file: file, startLine: line(key))
    }

    /// Where a key stands.
    func line(_ key: String) -> Int {
        mapping.keys.first { $0.scalar?.string == key }?.mark?.line ?? startLine
    }

    func error(_ key: String, _ problem: String) -> SpeechError {
        error(line: line(key), problem)
    }

    func error(line: Int, _ problem: String) -> SpeechError {
        .invalidVoice(file: file, line: line, problem: problem)
    }

    func missing(_ key: String) -> SpeechError {
        error(line: startLine, "\(key) is missing")
    }
}

extension YamlError {
    /// Where the text stops being YAML, counted from 1.
    fileprivate var line: Int {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: 1
        }
    }

    /// What is wrong, in one line.
    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _),
            .reader(let problem, _, _, _):
            problem
        case .duplicatedKeysInMapping(let duplicates, _):
            "the key \(duplicates.joined(separator: ", ")) is there twice"
        default:
            "it cannot be read"
        }
    }
}
