import LocatedYAML

/// A mapping's `report` part: how a finished help request is written into a CRM.
///
/// Its programs run over `{request, operator, route, credentials, steps}`.
struct ReportMapping: Sendable {
    /// Whether a request is written; absent if every request is.
    let when: JQProgram?
    let steps: [MappingStep]
    let examples: [ReportExample]

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["steps"], optional: ["when", "examples"])
        guard let stepsNode = fields["steps"] else { throw node.failure("the key steps is missing") }
        when = try fields["when"]?.program()
        steps = try MappingStep.list(stepsNode)
        if steps.isEmpty { throw stepsNode.failure("a report has at least one step") }
        var examples: [ReportExample] = []
        for element in try fields["examples"]?.elements() ?? [] { examples.append(try ReportExample(element)) }
        self.examples = examples
    }

    var programs: [JQProgram] {
        [when].compactMap(\.self) + steps.flatMap(\.programs)
    }
}
