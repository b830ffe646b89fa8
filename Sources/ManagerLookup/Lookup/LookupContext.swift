import CurlHTTP
import HelpDesk

/// What a mapping's programs see: `{operator, route, credentials, steps}`.
///
/// Belongs to one lookup, as its ``JQValue`` does.
struct LookupContext {
    let value: JQValue

    init(question: LookupQuestion, credentials: [String: String]) {
        let caller = question.operator
        let department = question.department
        value = JQValue(
            .object([
                "operator": .object([
                    "extension": .string(caller.extension), "name": .string(caller.name),
                    "department": .string(department?.id ?? caller.department),
                    "departmentName": department.map { .string($0.name) } ?? .null,
                    "email": caller.email.map { .string($0) } ?? .null,
                    "crmId": caller.crmId.map { .string($0) } ?? .null,
                ]),
                "route": .object(["code": .string(question.route.code), "name": .string(question.route.name)]),
                "credentials": .object(credentials.mapValues { .string($0) }),
                "steps": .object([:]),
            ]))
    }

    /// Puts a step's answer where the programs after it find it: `.steps.<id>.status`, `.headers` (names in lower
    /// case), `.body`.
    func add(_ response: HTTPResponse, body: JQValue, of step: MappingStep) {
        value.set(["steps", step.id], to: Self.answer(response, body: body))
    }

    /// Puts the answer to a login where the login's own programs find it: `.login`, which also has `cookies`.
    func addLogin(_ response: HTTPResponse, body: JQValue) {
        let answer = Self.answer(response, body: body)
        answer.set(["cookies"], to: JQValue(.object(Self.cookies(response))))
        value.set(["login"], to: answer)
    }

    /// `{status, headers, body}`, the headers' names in lower case.
    static func answer(_ response: HTTPResponse, body: JQValue) -> JQValue {
        let headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), JSONValue.string($0.value)) },
            uniquingKeysWith: { first, _ in first })
        let answer = JQValue(.object(["status": .number(Double(response.status)), "headers": .object(headers)]))
        answer.set(["body"], to: body)
        return answer
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
