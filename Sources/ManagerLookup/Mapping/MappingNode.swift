import JSON
public import LocatedYAML

/// A place in a mapping file: its value, line and key path.
typealias MappingNode = LocatedField<ManagerLookupError>

extension LocatedField<ManagerLookupError> {
    /// Returns `true` or `false`, also for YAML's other words for them.
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

    /// The place where the text of this scalar begins.
    var origin: JQOrigin {
        var line = value.line ?? line ?? 1
        // A block scalar's position is that of its indicator; the text begins on the next line.
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
