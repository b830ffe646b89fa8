import CurlHTTP
import HelpDesk
import JSON

/// The input of a mapping's programs: `{operator, route, credentials, steps}`.
///
/// Belongs to one lookup, and grows with each step.
final class LookupContext {
    private var members: [String: EncodedJSON]
    /// The members that stay the same for the whole lookup.
    private let own: [String: JSONTree]
    private var steps: [String: EncodedJSON] = [:]
    private let jq: JQPool
    private let deadline: ContinuousClock.Instant
    /// The encoded input, shared by all programs that see the same values.
    private var written: JQScope?

    /// - Parameters:
    ///   - asked: the question, whose deadline also limits the programs.
    ///   - credentials: the source's credentials.
    ///   - jq: runs the programs.
    init(_ asked: SourceQuestion, credentials: [String: String], jq: JQPool) {
        let caller = asked.question.operator
        let department = asked.question.department
        let route = asked.question.route
        var person: [JSONTree.Member] = [
            .init("extension", .text(caller.address.number)), .init("name", .text(caller.name)),
            .init("department", .text(department?.id ?? caller.department)),
            .init("departmentName", department.map { .text($0.name) } ?? .null),
            .init("email", caller.email.map { .text($0) } ?? .null),
            .init("crmId", caller.crmId.map { .text($0) } ?? .null),
        ]
        // Absent for the default PBX, so that mappings that forward the whole object send the same with a single PBX.
        if let pbx = caller.address.pbx { person.append(.init("pbx", .text(pbx))) }
        own = [
            "operator": .object(JSONTree.Members(person)),
            "route": .object(["code": .text(route.dialledCode), "name": .text(route.name)]),
            "credentials": .object(JSONTree.Members(credentials.mapValues { .text($0) })),
        ]
        members = own.mapValues { EncodedJSON($0) }
        self.jq = jq
        deadline = asked.deadline
    }

    /// The scope with all members.
    var scope: JQScope {
        if let written { return written }
        var members = members
        members["steps"] = EncodedJSON(members: steps)
        let scope = JQScope(EncodedJSON(members: members), by: jq, until: deadline, own: own)
        written = scope
        return scope
    }

    /// Returns a scope for programs that see only `input`.
    func scope(of input: EncodedJSON) -> JQScope {
        JQScope(input, by: jq, until: deadline)
    }

    /// Sets a member next to `operator` and the others.
    func set(_ name: String, to value: EncodedJSON) {
        members[name] = value
        written = nil
    }

    /// Adds a step's response for the programs after it: `.steps.<id>.status`, `.headers` (names in lower case),
    /// `.body`.
    func add(_ response: HTTPResponse, body: EncodedJSON, of step: MappingStep) {
        steps[step.id] = Self.answer(response, body: body)
        written = nil
    }

    /// Adds the response to a login for the login's own programs: `.login`, which also has `cookies`.
    func addLogin(_ response: HTTPResponse, body: EncodedJSON) {
        let cookies = EncodedJSON(.object(JSONTree.Members(Self.cookies(response))))
        set("login", to: Self.answer(response, body: body, more: ["cookies": cookies]))
    }

    /// Returns `{status, headers, body}`, with the headers' names in lower case.
    static func answer(
        _ response: HTTPResponse, body: EncodedJSON, more: [String: EncodedJSON] = [:]
    ) -> EncodedJSON {
        let headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), JSONTree.text($0.value)) },
            uniquingKeysWith: { first, _ in first })
        var members = more
        members["status"] = EncodedJSON(.number(Double(response.status)))
        members["headers"] = EncodedJSON(.object(JSONTree.Members(headers)))
        members["body"] = body
        return EncodedJSON(members: members)
    }

    /// Returns the cookies that a response sets, by name (RFC 6265, section 5.2).
    private static func cookies(_ response: HTTPResponse) -> [String: JSONTree] {
        var cookies: [String: JSONTree] = [:]
        for header in response.headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            cookies[pair[0].trimmingPrefix(" ").description] = .text(String(pair[1]))
        }
        return cookies
    }
}
