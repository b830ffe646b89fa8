import LocatedYAML

/// How an access token is obtained (RFC 6749, sections 4.4 and 6).
///
/// The credentials `clientId` and `clientSecret`, and `refreshToken` for a refresh, are those of the source.
struct OAuth2Grant: Sendable {
    enum Kind: String, Sendable {
        case clientCredentials = "client_credentials"
        case refreshToken = "refresh_token"
    }

    /// Where the client's id and secret stand (RFC 6749, section 2.3.1).
    enum ClientPlace: String, Sendable, CaseIterable {
        case body, basic
    }

    let kind: Kind
    /// Scheme and host of the token endpoint; `nil` when it is the source's own. Made of the mapping's text and the
    /// source's credentials only: no answer and no operator has a say in it.
    let origin: Template?
    /// The credential that says the origin, where one does.
    let originCredential: String?
    let path: PathTemplate
    /// Further fields of the form.
    let form: JQProgram?
    let clientPlace: ClientPlace
    /// The value of `Authorization`; `Bearer <token>` when it is `nil`.
    let header: NamedTemplate?

    init(_ kind: Kind, _ fields: [String: MappingNode], of node: MappingNode) throws(ManagerLookupError) {
        self.kind = kind
        guard let pathNode = fields["path"] else { throw node.failure("the key path is missing") }
        path = try PathTemplate(pathNode)
        origin = try fields["origin"].map { node throws(ManagerLookupError) in try Self.origin(node) }
        originCredential = try fields["origin"]?.text().wholeMatch(of: Self.credential).map { String($0.output.1) }
        form = try fields["form"]?.program()
        clientPlace = try fields["client"]?.word(ClientPlace.self) ?? .body
        header = try fields["header"].map { node throws(ManagerLookupError) in
            try NamedTemplate(name: "Authorization", value: node)
        }
    }

    /// The credentials that the grant itself uses.
    var credentials: [String] {
        ["clientId", "clientSecret"] + (kind == .refreshToken ? ["refreshToken"] : [])
    }

    var programs: [JQProgram] {
        [origin?.program, path.program, form, header?.value.program].compactMap(\.self)
    }

    private static var credential: Regex<(Substring, Substring)> { /\\\(\.credentials\.([A-Za-z_][A-Za-z0-9_]*)\)/ }

    private static func origin(_ node: MappingNode) throws(ManagerLookupError) -> Template {
        let text = try node.text()
        let template = try Template(text, origin: node.origin)
        guard let constant = template.constant else {
            guard text.wholeMatch(of: credential) != nil else {
                throw node.failure(#"write a literal origin, or one credential as in \(.credentials.accountsURL)"#)
            }
            return template
        }
        do throws(ParseError) {
            let base = try BaseURL(constant)
            guard base.prefix.isEmpty else { throw ParseError(problem: "the path belongs under path") }
            guard base.origin.hasPrefix("https://") else { throw ParseError(problem: "a secret goes by https only") }
        } catch {
            throw node.failure(error.problem)
        }
        return template
    }
}
