import CurlHTTP
import LocatedYAML

/// The HTTP request of one step.
///
/// A class, like ``Mapping``, so that thousands of running lookups share a single copy.
final class StepRequest: Sendable {
    /// The content of the request, as a jq program.
    enum Content: Sendable {
        case none
        /// The output, encoded as JSON.
        case json(JQProgram)
        /// The output, an object of scalars, encoded as `application/x-www-form-urlencoded`; null members are left out.
        case form(JQProgram)
        /// The output, a string, as is.
        case body(JQProgram)
    }

    let method: HTTPRequest.Method
    let path: PathTemplate
    let query: [NamedTemplate]
    let headers: [NamedTemplate]
    let content: Content
    /// The reader for the response.
    let reader: AnswerReader
    /// Whether a failed request may be repeated: every GET, and requests that the mapping declares idempotent.
    let isIdempotent: Bool

    /// The keys allowed in addition to the path.
    static let optionalKeys = ["method", "query", "headers", "json", "form", "body", "format", "names", "idempotent"]

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["path"], optional: Self.optionalKeys)
        guard let pathNode = fields["path"] else { throw node.failure("the key path is missing") }
        path = try PathTemplate(pathNode)
        query = try fields["query"].map { node throws(ManagerLookupError) in try NamedTemplate.query(node) } ?? []
        headers = try fields["headers"].map { node throws(ManagerLookupError) in try NamedTemplate.headers(node) } ?? []
        content = try Self.content(fields, of: node)
        reader = try Self.reader(fields)
        method = try Self.method(fields["method"], content: content)
        isIdempotent = try fields["idempotent"]?.flag() ?? (method == .get)
    }

    var programs: [JQProgram] {
        let templates = (query + headers).map(\.value.program) + [path.program]
        switch content {
        case .none: return templates.compactMap(\.self)
        case .json(let program), .form(let program), .body(let program): return templates.compactMap(\.self) + [program]
        }
    }

    /// The texts that contain programs.
    var templates: [Template] {
        [path.template] + (query + headers).map(\.value)
    }

    private static func reader(_ fields: [String: MappingNode]) throws(ManagerLookupError) -> AnswerReader {
        let format = try fields["format"]?.word(AnswerReader.Format.self) ?? .json
        guard let names = fields["names"] else { return AnswerReader(format: format) }
        guard format == .xml else { throw names.failure("only format: xml has names with prefixes") }
        return AnswerReader(format: format, names: try names.word(AnswerReader.Names.self))
    }

    private static func content(
        _ fields: [String: MappingNode], of node: MappingNode
    ) throws(ManagerLookupError) -> Content {
        let given = ["json", "form", "body"].filter { fields[$0] != nil }
        guard given.count <= 1 else {
            throw node.failure("\(given.joined(separator: " and ")) exclude each other")
        }
        if let json = fields["json"] { return .json(try json.program()) }
        if let form = fields["form"] { return .form(try form.program()) }
        if let body = fields["body"] { return .body(try body.program()) }
        return .none
    }

    private static func method(
        _ node: MappingNode?, content: Content
    ) throws(ManagerLookupError) -> HTTPRequest.Method {
        let sendsContent = if case .none = content { false } else { true }
        guard let node else { return sendsContent ? .post : .get }
        let name = try node.text()
        guard let method = HTTPRequest.Method(rawValue: name), method != .head else {
            throw node.failure("\(name) is not a method here; expected GET, POST, PUT, PATCH or DELETE")
        }
        if sendsContent, method == .get { throw node.failure("a GET carries no json, form or body; use POST") }
        return method
    }
}
