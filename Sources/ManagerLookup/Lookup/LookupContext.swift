import CurlHTTP
import HelpDesk

/// What a mapping's programs see: `{operator, route, credentials, steps}`.
///
/// Belongs to one lookup, and grows with it.
final class LookupContext {
    private var members: [String: EncodedJSON]
    private var steps: [String: EncodedJSON] = [:]
    private let jq: JQPool
    private let deadline: ContinuousClock.Instant
    /// Written once for all programs that see the same.
    private var written: JQScope?

    /// - Parameters:
    ///   - asked: the question, whose time is also that of the programs.
    ///   - credentials: the source's.
    ///   - jq: runs the programs.
    init(_ asked: SourceQuestion, credentials: [String: String], jq: JQPool) {
        let caller = asked.question.operator
        let department = asked.question.department
        let route = asked.question.route
        members = [
            "operator": EncodedJSON(
                .object([
                    "extension": .string(caller.extension), "name": .string(caller.name),
                    "department": .string(department?.id ?? caller.department),
                    "departmentName": department.map { .string($0.name) } ?? .null,
                    "email": caller.email.map { .string($0) } ?? .null,
                    "crmId": caller.crmId.map { .string($0) } ?? .null,
                ])),
            "route": EncodedJSON(.object(["code": .string(route.code), "name": .string(route.name)])),
            "credentials": EncodedJSON(.object(credentials.mapValues { .string($0) })),
        ]
        self.jq = jq
        deadline = asked.deadline
    }

    /// The whole, for the programs.
    var scope: JQScope {
        if let written { return written }
        var members = members
        members["steps"] = EncodedJSON(members: steps)
        let scope = scope(of: EncodedJSON(members: members))
        written = scope
        return scope
    }

    /// Something else, for programs that do not see the whole.
    func scope(of input: EncodedJSON) -> JQScope {
        JQScope(input, by: jq, until: deadline)
    }

    /// Sets a member beside `operator` and the others.
    func set(_ name: String, to value: EncodedJSON) {
        members[name] = value
        written = nil
    }

    /// Puts a step's answer where the programs after it find it: `.steps.<id>.status`, `.headers` (names in lower
    /// case), `.body`.
    func add(_ response: HTTPResponse, body: EncodedJSON, of step: MappingStep) {
        steps[step.id] = Self.answer(response, body: body)
        written = nil
    }

    /// Puts the answer to a login where the login's own programs find it: `.login`, which also has `cookies`.
    func addLogin(_ response: HTTPResponse, body: EncodedJSON) {
        let cookies = EncodedJSON(.object(Self.cookies(response)))
        set("login", to: Self.answer(response, body: body, more: ["cookies": cookies]))
    }

    /// `{status, headers, body}`, the headers' names in lower case.
    static func answer(
        _ response: HTTPResponse, body: EncodedJSON, more: [String: EncodedJSON] = [:]
    ) -> EncodedJSON {
        let headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), JSONValue.string($0.value)) },
            uniquingKeysWith: { first, _ in first })
        var members = more
        members["status"] = EncodedJSON(.number(Double(response.status)))
        members["headers"] = EncodedJSON(.object(headers))
        members["body"] = body
        return EncodedJSON(members: members)
    }

    /// The cookies that an answer sets, by name (RFC 6265, section 5.2).
    private static func cookies(_ response: HTTPResponse) -> [String: JSONValue] {
        var cookies: [String: JSONValue] = [:]
        for header in response.headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            cookies[pair[0].trimmingPrefix(" ").description] = .string(String(pair[1]))
        }
        return cookies
    }
}
