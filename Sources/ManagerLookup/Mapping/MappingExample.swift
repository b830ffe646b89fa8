import HelpDesk
import JSON
import LocatedYAML

/// A recorded lookup: the question, the exchanges with the CRM, and the expected result.
struct MappingExample: Sendable {
    let name: String
    let caller: Operator
    /// The made-up credentials of the source in this example.
    let credentials: [String: String]
    let exchanges: [Exchange]
    /// The expected output of `answer`; null for nobody.
    let answer: JSONTree
    let result: LookupReport.Result
    /// The CRM's expected message; `nil` to skip the comparison.
    let message: String?

    struct Exchange: Sendable {
        let request: Request
        let response: Response
    }

    /// The expected request; absent members are not compared.
    struct Request: Sendable {
        let method: String
        let path: String
        let query: [String: String]
        let headers: [String: String]
        let json: JSONTree?
        let form: [String: String]?
        let body: String?
    }

    struct Response: Sendable {
        let status: Int
        let headers: [String: String]
        let json: JSONTree?
        let body: String?
    }

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(
            required: ["operator", "exchanges"], optional: ["name", "credentials", "answer", "result", "message"])
        guard let callerNode = fields["operator"], let exchangesNode = fields["exchanges"] else {
            throw node.failure("operator and exchanges are missing")
        }
        name = try fields["name"]?.text() ?? node.path
        caller = try Self.caller(callerNode)
        credentials = try fields["credentials"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        var exchanges: [Exchange] = []
        for element in try exchangesNode.elements() { exchanges.append(try Exchange(element)) }
        self.exchanges = exchanges
        answer = try fields["answer"]?.json() ?? .null
        message = try fields["message"]?.text()
        result = try fields["result"]?.word(LookupReport.Result.self) ?? (answer.isTrue ? .found : .notFound)
    }

    static func caller(_ node: MappingNode) throws(ManagerLookupError) -> Operator {
        guard node.isMapping else { return Self.caller(number: try node.text()) }
        let fields = try node.fields(required: ["extension"], optional: ["name", "department", "email", "crmId"])
        var person = Self.caller(number: try fields["extension"]?.text() ?? "")
        if let name = try fields["name"]?.text() { person.name = name }
        person.department = try fields["department"]?.text() ?? ""
        person.email = try fields["email"]?.text()
        person.crmId = try fields["crmId"]?.text()
        return person
    }

    /// Somebody of whom nothing but the extension is given, which is their name then, as in a call centre.
    static func caller(number: String) -> Operator {
        Operator(extension: number, name: number, department: "")
    }
}

extension MappingExample.Exchange {
    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["request", "response"], optional: [])
        guard let request = fields["request"], let response = fields["response"] else {
            throw node.failure("request and response are missing")
        }
        self.request = try MappingExample.Request(request)
        self.response = try MappingExample.Response(response)
    }
}

extension MappingExample.Request {
    fileprivate init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(
            required: ["path"], optional: ["method", "query", "headers", "json", "form", "body"])
        // Recorded with the slash as often as without.
        path = String((try fields["path"]?.text() ?? "").drop { $0 == "/" })
        query = try fields["query"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        headers = try fields["headers"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        json = try fields["json"]?.json()
        form = try fields["form"].map { node throws(ManagerLookupError) in try node.texts() }
        body = try fields["body"]?.text()
        // As of a step that names none.
        let sendsContent = json != nil || form != nil || body != nil
        method = try fields["method"]?.text() ?? (sendsContent ? "POST" : "GET")
    }
}

extension MappingExample.Response {
    fileprivate init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: [], optional: ["status", "headers", "json", "body"])
        status = try fields["status"]?.integer(in: 100...599) ?? 200
        headers = try fields["headers"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        json = try fields["json"]?.json()
        body = try fields["body"]?.text()
        if json != nil, body != nil { throw node.failure("json and body exclude each other") }
    }
}
