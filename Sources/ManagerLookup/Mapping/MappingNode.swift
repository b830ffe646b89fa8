import JSON
public import LocatedYAML

/// One place in a mapping file: its value, its line, and the path of keys that leads to it.
typealias MappingNode = LocatedField<ManagerLookupError>

extension LocatedField<ManagerLookupError> {
    /// `true` or `false`, or one of the other words that YAML has for them.
    func flag() throws(ManagerLookupError) -> Bool {
        guard let flag = value.yamlFlag else { throw failure("expected true or false") }
        return flag
    }

    func program(over input: JQInput = .whole) throws(ManagerLookupError) -> JQProgram {
        guard !isMapping, !isList else {
            throw failure("expected a jq program; one that begins with { or [ needs single quotes around it, '…'")
        }
        let text = try text()
        guard text.contains(where: { !$0.isWhitespace }) else { throw failure("expected a jq program") }
        return try JQProgram(text, origin: origin, input: input)
    }

    /// Where the text of this scalar begins.
    var origin: JQOrigin {
        var line = value.line ?? line ?? 1
        // A block scalar's place is that of its indicator; the text begins on the line after it.
        if value.style == .block { line += 1 }
        return JQOrigin(file: file, line: line, field: path)
    }
}

extension ManagerLookupError: LocatedFailure {
    public init(_ problem: LocatedProblem) {
        self = .mapping(
            file: problem.file, line: problem.line, field: problem.path.isEmpty ? nil : problem.path,
            problem: problem.message)
    }
}
