public import LocatedYAML

/// A node of a voice file.
typealias VoiceNode = LocatedField<SpeechError>

extension SpeechError: LocatedFailure {
    public init(_ problem: LocatedProblem) {
        self = .invalidVoice(file: problem.file, line: problem.line ?? 1, problem: problem.keyedMessage)
    }
}

/// The formats of a voice file's text rules.
extension LocatedField<SpeechError> {
    /// Returns one text, or a list of texts.
    func oneOrMore() throws(SpeechError) -> [VoiceNode] {
        let nodes = isList ? try elements() : [self]
        for node in nodes { _ = try node.scalar("a text or a list of texts") }
        return nodes
    }

    /// Returns what is said for each written form, which may be nothing.
    func table() throws(SpeechError) -> [String: String] {
        var table: [String: String] = [:]
        for (written, node) in try members() {
            guard !written.isEmpty, written.count <= 64 else {
                throw node.failure("what is replaced has 1 to 64 characters")
            }
            let spoken = node.isNull ? "" : try node.text()
            guard spoken.count <= 64 else {
                throw node.failure("what is said for '\(written)' has 64 characters at most")
            }
            table[written] = spoken
        }
        return table
    }

    func words(count: ClosedRange<Int>) throws(SpeechError) -> [String] {
        let nodes = try oneOrMore()
        guard count.contains(nodes.count) else {
            let wanted = count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
            throw failure("it has \(nodes.count) words; \(wanted) are needed")
        }
        var words: [String] = []
        for node in nodes { words.append(try node.filledText()) }
        return words
    }

    func filledText() throws(SpeechError) -> String {
        let text = try text()
        if text.isEmpty { throw failure("expected a text, found an empty one") }
        return text
    }

    /// Returns a text with `{names}`, all of which must be known.
    func template(names known: Set<String>) throws(SpeechError) -> String {
        let text = try filledText()
        guard let names = TextTemplate.names(in: text), names.isSubset(of: known) else {
            throw failure("it may contain \(known.sorted().map { "{\($0)}" }.joined(separator: ", ")) only")
        }
        return text
    }
}
