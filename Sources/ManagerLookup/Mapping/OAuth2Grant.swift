import LocatedYAML

/// The grant for an access token (RFC 6749, sections 4.4 and 6).
///
/// Uses the source's credentials `clientId` and `clientSecret`, and `refreshToken` for a refresh.
struct OAuth2Grant: Sendable {
    enum Kind: String, Sendable {
        case clientCredentials = "client_credentials"
        case refreshToken = "refresh_token"
    }

    /// The place of the client's id and secret (RFC 6749, section 2.3.1).
    enum ClientPlace: String, Sendable, CaseIterable {
        case body, basic
    }

    let kind: Kind
    /// The scheme and host of the token endpoint; `nil` for the source's own.
    ///
    /// Depends only on the mapping's text and the source's credentials, never on responses or operators.
    let origin: Template?
    /// The credential that holds the origin, if any.
    let originCredential: String?
    let path: PathTemplate
    /// Additional fields of the form.
    let form: JQProgram?
    let clientPlace: ClientPlace
    /// The value of `Authorization`; `nil` for `Bearer <token>`.
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

    /// The credentials used by the grant itself.
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
