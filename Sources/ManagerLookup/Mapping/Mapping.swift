public import Administration
import LocatedYAML

/// The description of one kind of CRM, from a YAML file: how it is asked for an operator's manager, how its webhooks
/// are read, and how finished help requests are written into it.
///
/// All variable parts are jq programs over `{operator, route, credentials, steps}` and, if the CRM needs a login,
/// `session` or `token`. `path`, `query` and `headers` are texts with such programs in `\(…)`. A query parameter or
/// header field whose value is null is left out; a request is not sent if a value of its path is null, empty, `.` or
/// `..`.
///
/// A class, so that thousands of running lookups share a single copy.
public final class Mapping: Sendable {
    /// The name that lookup sources refer to; its file is `<name>.yaml`.
    public let name: String
    /// The CRM's name for people.
    public let title: String
    /// The credentials that a lookup source must provide, by name.
    public let credentials: [String: CredentialDefinition]
    /// The line of each credential's declaration.
    let credentialLines: [String: Int]
    /// The file that it was read from.
    let file: String
    let authentication: Authentication
    let login: Login?
    /// Whether a response, `{status, headers, body}`, means that the token or session has expired.
    let retryAfterLogin: JQProgram?
    let steps: [MappingStep]
    /// The program that converts the steps' responses to the manager or managers.
    let answer: JQProgram
    let webhook: WebhookMapping?
    let report: ReportMapping?
    let examples: [MappingExample]

    /// Reads a mapping.
    ///
    /// Its programs are compiled by ``prepare(_:by:)`` or at their first use.
    ///
    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: the file's name, for messages.
    /// - Throws: ``ManagerLookupError`` with file, line and field for an unknown or missing key or a value of the wrong
    ///   type.
    public init(yaml: String, file: String) throws(ManagerLookupError) {
        self.file = file
        let root = try MappingNode(yaml: yaml, file: file)
        let fields = try root.fields(
            required: ["name", "title", "manager"],
            optional: ["credentials", "auth", "login", "retryAfterLogin", "webhook", "report", "examples"])
        guard let nameNode = fields["name"], let managerNode = fields["manager"] else {
            throw root.failure("name and manager are missing")
        }
        name = try nameNode.text()
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9_-]*/) != nil else {
            throw nameNode.failure("a name is lower-case letters, digits, - and _")
        }
        title = try fields["title"]?.text() ?? name
        (credentials, credentialLines) = try Self.credentials(fields["credentials"])
        let names = Set(credentials.keys)
        authentication =
            try fields["auth"].map { node throws(ManagerLookupError) in
                try Authentication(node, credentials: names)
            } ?? .none
        login = try fields["login"].map { node throws(ManagerLookupError) in try Login(node) }
        retryAfterLogin = try fields["retryAfterLogin"]?.program()
        if case .oauth2 = authentication, login != nil {
            throw (fields["login"] ?? root).failure("a mapping has either an oauth2 scheme or a login")
        }
        let manager = try managerNode.fields(required: ["answer"], optional: ["steps"])
        guard let answerNode = manager["answer"] else { throw managerNode.failure("the key answer is missing") }
        steps = try manager["steps"].map(MappingStep.list) ?? []
        answer = try answerNode.program()
        webhook = try fields["webhook"].map { node throws(ManagerLookupError) in try WebhookMapping(node) }
        report = try fields["report"].map { node throws(ManagerLookupError) in try ReportMapping(node) }
        var examples: [MappingExample] = []
        for element in try fields["examples"]?.elements() ?? [] { examples.append(try MappingExample(element)) }
        self.examples = examples
    }

    /// Compiles the jq programs, about 15 ms each.
    ///
    /// - Parameters:
    ///   - parts: the parts whose programs are compiled.
    ///   - jq: the pool that will run them.
    /// - Throws: ``ManagerLookupError`` with file and line for the first program that does not compile.
    public func prepare(_ parts: Set<MappingPart> = MappingPart.all, by jq: JQPool) async throws {
        let programs = programs(of: parts)
        let outcomes = await jq.prepare(programs)
        let results = JQResults(programs.map { JQRun(program: $0, limit: 0) }, outcomes, limits: jq.limits)
        for program in programs { _ = try results.text(of: program) }
    }

    /// Checks that the file has the name by which lookup sources find it.
    ///
    /// - Throws: ``ManagerLookupError`` if the file has another name.
    func checkName() throws(ManagerLookupError) {
        guard file.split(separator: "/").last.map(String.init) != "\(name).yaml" else { return }
        throw .mapping(
            file: file, line: nil, field: "name", problem: "a mapping named \(name) belongs in \(name).yaml")
    }

    /// Whether the first step needs a token or session.
    var needsSession: Bool {
        if case .oauth2 = authentication { true } else { login != nil }
    }

    var programs: [JQProgram] { programs(of: MappingPart.all) }

    private func programs(of parts: Set<MappingPart>) -> [JQProgram] {
        var programs: [JQProgram] = []
        if parts.contains(.manager) || parts.contains(.report) {
            programs += authentication.programs + (login?.programs ?? []) + [retryAfterLogin].compactMap(\.self)
        }
        if parts.contains(.manager) { programs += steps.flatMap(\.programs) + [answer] }
        if parts.contains(.webhook) { programs += webhook?.programs ?? [] }
        if parts.contains(.report) { programs += report?.programs ?? [] }
        return programs
    }

    /// The credentials in the file's order, which is the natural one, such as the user before the password.
    var credentialsInOrder: [CredentialDefinition] {
        func place(_ credential: CredentialDefinition) -> Int { credentialLines[credential.name] ?? 0 }
        return credentials.values.sorted { (place($0), $0.name) < (place($1), $1.name) }
    }

    private static func credentials(
        _ node: MappingNode?
    ) throws(ManagerLookupError) -> (definitions: [String: CredentialDefinition], lines: [String: Int]) {
        var definitions: [String: CredentialDefinition] = [:]
        var lines: [String: Int] = [:]
        for (name, value) in try node?.members() ?? [] {
            definitions[name] = try CredentialDefinition(name: name, value)
            lines[name] = value.line
        }
        return (definitions, lines)
    }
}
