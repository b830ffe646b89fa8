/// One request on the way to the manager; its answer is `.steps.<id>` to all that comes after it.
struct MappingStep: Sendable {
    let id: String
    /// Skips the step when it is false.
    let when: JQProgram?
    let request: StepRequest
    /// Ends the lookup with "nobody" when it is false.
    let found: JQProgram?

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["id", "request"], optional: ["when", "found"])
        guard let idNode = fields["id"], let requestNode = fields["request"] else {
            throw node.failure("id and request are missing")
        }
        id = try idNode.text()
        guard id.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
            throw idNode.failure("an id is letters, digits and _, as it is used in .steps.\(id)")
        }
        when = try fields["when"]?.program()
        request = try StepRequest(requestNode)
        found = try fields["found"]?.program()
    }

    var programs: [JQProgram] {
        [when, found].compactMap(\.self) + request.programs
    }

    /// Reads `steps:`.
    static func list(_ node: MappingNode) throws(ManagerLookupError) -> [MappingStep] {
        var steps: [MappingStep] = []
        for element in try node.elements() {
            let step = try MappingStep(element)
            if steps.contains(where: { $0.id == step.id }) { throw element.failure("the id \(step.id) is used twice") }
            steps.append(step)
        }
        return steps
    }
}
