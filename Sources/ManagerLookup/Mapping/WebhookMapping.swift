/// How a CRM's webhooks are proved genuine and read.
struct WebhookMapping: Sendable {
    let signature: Signature
    /// Whether a delivery is a call for help at all; every one is when it is absent.
    let accept: JQProgram?
    /// Makes `{operator, customer, note, deliveryId, …}` of a delivery.
    let request: JQProgram

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["request"], optional: ["signature", "accept"])
        guard let requestNode = fields["request"] else { throw node.failure("the key request is missing") }
        signature = try fields["signature"].map { node throws(ManagerLookupError) in try Signature(node) } ?? .standard
        accept = try fields["accept"]?.program()
        request = try requestNode.program()
    }

    var programs: [JQProgram] {
        [signature.at, accept, request].compactMap(\.self)
    }

    /// Where the proof is, and of what kind.
    struct Signature: Sendable {
        enum Scheme: String, Sendable, CaseIterable {
            /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
            case standard
            /// The hexadecimal HMAC-SHA256 of the body in a header field.
            case hmacSHA256 = "hmac_sha256"
            /// A secret that the CRM repeats in each delivery.
            case token
            case basic
        }

        enum Place: String, Sendable, CaseIterable {
            case body, query, header
        }

        let scheme: Scheme
        let place: Place?
        /// Picks the token out of the body.
        let at: JQProgram?
        /// The name of the header field or query parameter.
        let name: String?
        /// What stands before the signature in its header field, such as `sha256=`.
        let prefix: String?

        static let standard = Signature()

        private init() {
            (scheme, place, at, name, prefix) = (.standard, nil, nil, nil, nil)
        }

        init(_ node: MappingNode) throws(ManagerLookupError) {
            let fields = try node.fields(required: ["scheme"], optional: ["in", "at", "name", "prefix"])
            scheme = try fields["scheme"]?.word(Scheme.self) ?? .standard
            place = try fields["in"]?.word(Place.self)
            at = try fields["at"]?.program()
            name = try fields["name"]?.text()
            prefix = try fields["prefix"]?.text()
            let needed: Set<String>
            switch (scheme, place) {
            case (.standard, _), (.basic, _): needed = []
            case (.hmacSHA256, _): needed = ["name"]
            case (.token, .body?): needed = ["in", "at"]
            case (.token, _): needed = ["in", "name"]
            }
            if let missing = needed.filter({ fields[$0] == nil }).min() {
                throw node.failure("the scheme \(scheme.rawValue) needs the key \(missing)")
            }
            let allowed = scheme == .hmacSHA256 ? needed.union(["prefix"]) : needed
            for (key, value) in fields where key != "scheme" && !allowed.contains(key) {
                throw value.failure("the scheme \(scheme.rawValue) has no key \(key) here")
            }
        }
    }
}
