import LocatedYAML

/// The authentication of a mapping's requests.
///
/// Written as a word (`auth: bearer`), or as `{scheme: …}` with the scheme's own keys. Without its credential in the
/// source, the authentication is left out.
enum Authentication: Sendable {
    case none
    /// The credentials that hold the username and password.
    case basic(username: String, password: String)
    /// The credential that holds the token.
    case bearer(token: String)
    case header(NamedTemplate)
    case query(NamedTemplate)
    case oauth2(OAuth2Grant)

    private enum Scheme: String, CaseIterable {
        case none, basic, bearer, header, query
        case oauth2ClientCredentials = "oauth2_client_credentials"
        case oauth2RefreshToken = "oauth2_refresh_token"
    }

    private static let keys = [
        "client", "form", "header", "name", "origin", "password", "path", "token", "username", "value",
    ]

    /// - Parameter credentials: the names that the mapping declares.
    init(_ node: MappingNode, credentials: Set<String>) throws(ManagerLookupError) {
        guard node.isMapping else {
            try self.init(scheme: node, fields: [:], of: node, credentials: credentials)
            return
        }
        let fields = try node.fields(
            required: ["scheme"], optional: Self.keys)
        guard let scheme = fields["scheme"] else { throw node.failure("the key scheme is missing") }
        try self.init(scheme: scheme, fields: fields, of: node, credentials: credentials)
    }

    private init(
        scheme: MappingNode, fields: [String: MappingNode], of node: MappingNode, credentials: Set<String>
    ) throws(ManagerLookupError) {
        func credential(_ key: String) throws(ManagerLookupError) -> String {
            let name = try fields[key]?.text() ?? key
            guard credentials.contains(name) else {
                throw (fields[key] ?? node).failure("the credential \(name) is not declared under credentials")
            }
            return name
        }
        func field() throws(ManagerLookupError) -> NamedTemplate {
            guard let name = fields["name"], let value = fields["value"] else {
                throw node.failure(
                    #"write it as {scheme: \#(try scheme.text()), name: …, value: '\(.credentials.token)'}"#)
            }
            return try NamedTemplate(name: name.text(), value: value)
        }
        let allowed: Set<String>
        switch try scheme.word(Scheme.self) {
        case .none:
            self = .none
            allowed = []
        case .basic:
            self = .basic(username: try credential("username"), password: try credential("password"))
            allowed = ["username", "password"]
        case .bearer:
            self = .bearer(token: try credential("token"))
            allowed = ["token"]
        case .header:
            let header = try field()
            if let problem = HeaderRules.problem(inName: header.name) { throw node.failure(problem) }
            self = .header(header)
            allowed = ["name", "value"]
        case .query:
            self = .query(try field())
            allowed = ["name", "value"]
        case .oauth2ClientCredentials, .oauth2RefreshToken:
            let grant = try OAuth2Grant(
                try scheme.word(Scheme.self) == .oauth2RefreshToken ? .refreshToken : .clientCredentials, fields,
                of: node)
            for name in grant.credentials where !credentials.contains(name) {
                throw scheme.failure("it needs the credential \(name), which is not declared under credentials")
            }
            self = .oauth2(grant)
            allowed = ["client", "form", "header", "origin", "path"]
        }
        for (key, value) in fields where key != "scheme" && !allowed.contains(key) {
            throw value.failure("the scheme \(try scheme.text()) has no key \(key)")
        }
    }

    var programs: [JQProgram] {
        switch self {
        case .header(let field), .query(let field): [field.value.program].compactMap(\.self)
        case .oauth2(let grant): grant.programs
        case .none, .basic, .bearer: []
        }
    }

    /// The programs that each request needs.
    var requestPrograms: [JQProgram] {
        if case .oauth2(let grant) = self { [grant.header?.value.program].compactMap(\.self) } else { programs }
    }

    /// The credentials that the scheme uses by name.
    var credentials: [String] {
        switch self {
        case .none, .header, .query: []
        case .basic(let username, let password): [username, password]
        case .bearer(let token): [token]
        case .oauth2(let grant): grant.credentials
        }
    }
}
