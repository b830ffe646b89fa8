import Administration
import LocatedYAML

/// The verification and reading of a CRM's webhooks.
///
/// Its programs run over the body, JSON or a form; `$headers` (names in lower case) and `$query` are defined.
struct WebhookMapping: Sendable {
    let signature: WebhookSignature
    /// The program that finds the token in a body, if the signature places it there.
    let token: JQProgram?
    /// Whether a delivery is a call for help; absent if every delivery is.
    let accept: JQProgram?
    /// The program that converts a delivery to a ``WebhookCall``.
    let request: JQProgram
    let examples: [WebhookExample]

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["request"], optional: ["signature", "accept", "examples"])
        guard let requestNode = fields["request"] else { throw node.failure("the key request is missing") }
        (signature, token) =
            try fields["signature"].map { node throws(ManagerLookupError) in try WebhookSignature.read(node) }
            ?? (.standard, nil)
        accept = try fields["accept"]?.program(over: .delivery)
        request = try requestNode.program(over: .delivery)
        var examples: [WebhookExample] = []
        for element in try fields["examples"]?.elements() ?? [] { examples.append(try WebhookExample(element)) }
        self.examples = examples
    }

    var programs: [JQProgram] {
        [token, accept, request].compactMap(\.self)
    }
}
