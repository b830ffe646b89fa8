import Administration
import LocatedYAML

/// How a CRM's webhooks are proved genuine and read.
///
/// Its programs run over the body, JSON or a form; `$headers` (names in lower case) and `$query` are at hand.
struct WebhookMapping: Sendable {
    let signature: WebhookSignature
    /// Finds the token in a body, where the signature says that it is there.
    let token: JQProgram?
    /// Whether a delivery is a call for help at all; every one is when it is absent.
    let accept: JQProgram?
    /// Makes a ``WebhookCall`` of a delivery.
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
