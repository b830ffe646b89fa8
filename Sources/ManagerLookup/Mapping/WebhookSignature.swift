import LocatedYAML

/// Where the proof is, and of what kind.
struct WebhookSignature: Sendable {
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
    /// What stands before the signature or token in its header field, such as `sha256=` or `Bearer `.
    let prefix: String?

    static let standard = WebhookSignature()

    private init() {
        (scheme, place, at, name, prefix) = (.standard, nil, nil, nil, nil)
    }

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["scheme"], optional: ["in", "at", "name", "prefix"])
        scheme = try fields["scheme"]?.word(Scheme.self) ?? .standard
        place = try fields["in"]?.word(Place.self)
        at = try fields["at"]?.program(over: .delivery)
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
        let mayHavePrefix = scheme == .hmacSHA256 || (scheme == .token && place == .header)
        let allowed = mayHavePrefix ? needed.union(["prefix"]) : needed
        for (key, value) in fields where key != "scheme" && !allowed.contains(key) {
            throw value.failure("the scheme \(scheme.rawValue) has no key \(key) here")
        }
    }
}
