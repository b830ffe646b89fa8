import LocatedYAML

/// A request on the way to the manager; later programs see its response as `.steps.<id>`.
///
/// A class, like ``Mapping``.
final class MappingStep: Sendable {
    let id: String
    /// Skips the step if it is false.
    let when: JQProgram?
    let request: StepRequest
    /// Ends the lookup with an error if it is false: the CRM reports a failure inside an HTTP 200.
    let accept: JQProgram?
    /// Ends the lookup with "nobody" if it is false.
    let found: JQProgram?
    /// Whether 404 and 410 mean that the operator is unknown. They do if the address names a record; if the address is
    /// the same for everybody, they mean that the base URL is wrong or the CRM is down.
    let mayBeUnknown: Bool
    /// The CRM's own message if the step ends the lookup, whatever the status of its answer.
    let message: JQProgram?
    let climb: Climb?

    init(_ node: MappingNode) throws(ManagerLookupError) {
        for (key, value) in try node.members() where key == "path" || StepRequest.optionalKeys.contains(key) {
            throw value.failure("write it under request")
        }
        let fields = try node.fields(
            required: ["id", "request"], optional: ["when", "accept", "found", "unknown", "message", "climb"])
        guard let idNode = fields["id"], let requestNode = fields["request"] else {
            throw node.failure("id and request are missing")
        }
        id = try idNode.text()
        guard id.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
            throw idNode.failure("an id is letters, digits and _, as it is used in .steps.\(id)")
        }
        when = try fields["when"]?.program()
        request = try StepRequest(requestNode)
        accept = try fields["accept"]?.program()
        found = try fields["found"]?.program()
        mayBeUnknown = try fields["unknown"]?.flag() ?? true
        message = try fields["message"]?.program()
        climb = try fields["climb"].map { node throws(ManagerLookupError) in try Climb(node) }
    }

    var programs: [JQProgram] {
        [when, accept, found, message].compactMap(\.self) + request.programs + (climb?.programs ?? [])
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
