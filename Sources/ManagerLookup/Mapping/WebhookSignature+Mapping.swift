import Administration
import LocatedYAML

extension WebhookSignature {
    private enum Scheme: String, CaseIterable {
        case standard, hmac
        /// The hexadecimal HMAC-SHA256 of the body.
        case hmacSHA256 = "hmac_sha256"
        case espocrm, glpi, zammad, zendesk
        /// `t=…,v1=…`.
        case timestamped
        case token, basic
    }

    private enum Place: String, CaseIterable {
        case body, query, header
    }

    private static let keys = [
        "in", "at", "name", "prefix", "hash", "encoding", "form", "field", "over", "timestamp", "id",
    ]

    /// - Returns: the signature, and the program that finds the token if it is in the body.
    static func read(
        _ node: MappingNode
    ) throws(ManagerLookupError) -> (signature: WebhookSignature, token: JQProgram?) {
        let fields = try node.fields(required: ["scheme"], optional: Self.keys)
        let scheme = try fields["scheme"]?.word(Scheme.self) ?? .standard
        let place = try fields["in"]?.word(Place.self)
        let (needed, others): (Set<String>, Set<String>) =
            switch (scheme, place) {
            case (.standard, _), (.basic, _), (.espocrm, _), (.glpi, _), (.zammad, _), (.zendesk, _): ([], [])
            case (.timestamped, _): (["name"], [])
            case (.hmacSHA256, _): (["name"], ["prefix"])
            case (.hmac, _):
                (["name"], ["prefix", "hash", "encoding", "form", "field", "over", "timestamp", "id"])
            case (.token, .body?): (["in", "at"], [])
            case (.token, .query?): (["in", "name"], [])
            case (.token, .header?), (.token, nil): (["in", "name"], ["prefix"])
            }
        if let missing = needed.filter({ fields[$0] == nil }).min() {
            throw node.failure("the scheme \(scheme.rawValue) needs the key \(missing)")
        }
        for (key, value) in fields.sorted(by: { $0.key < $1.key })
        where key != "scheme" && !needed.contains(key) && !others.contains(key) {
            throw value.failure("the scheme \(scheme.rawValue) has no key \(key) here")
        }
        let name = try fields["name"]?.headerName(isHeader: place != .query) ?? ""
        let prefix = try fields["prefix"]?.text() ?? ""
        let signature: WebhookSignature =
            switch scheme {
            case .standard: .standard
            case .basic: .basic
            case .espocrm: .hmac(.espocrm)
            case .glpi: .hmac(.glpi)
            case .zammad: .hmac(.zammad)
            case .zendesk: .hmac(.zendesk)
            case .timestamped: .hmac(.timestamped(header: name))
            case .hmacSHA256: .hmac(WebhookHMAC(header: name, form: .plain(prefix: prefix)))
            case .hmac: .hmac(try WebhookHMAC(header: name, fields))
            case .token:
                switch place {
                case .body?: .token(.body)
                case .query?: .token(.query(name: name))
                case .header?, nil: .token(.header(name: name, prefix: prefix))
                }
            }
        return (signature, try fields["at"]?.program(over: .delivery))
    }
}

extension MappingNode {
    /// Returns the name of a header field (RFC 9110, section 5.1), or any text if `isHeader` is false.
    func headerName(isHeader: Bool = true) throws(ManagerLookupError) -> String {
        let text = try text()
        let isName = !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        guard isName || !isHeader else { throw failure("expected the name of a header field, such as X-Signature") }
        return text
    }
}
