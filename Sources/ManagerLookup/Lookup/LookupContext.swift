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
        let headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), JSONValue.string($0.value)) },
            uniquingKeysWith: { first, _ in first })
        let head = JSONValue.object(["status": .number(Double(response.status)), "headers": .object(headers)])
        value.set(["steps", step.id], to: JQValue(head))
        value.set(["steps", step.id, "body"], to: body)
    }
}
