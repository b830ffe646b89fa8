import LocatedYAML
import WebEncoding

/// A header field or query parameter, left out of the request if its value is null.
struct NamedTemplate: Sendable {
    let name: String
    let value: Template

    init(name: String, value node: MappingNode) throws(ManagerLookupError) {
        self.name = name
        value = try Template(node.text(), origin: node.origin)
    }

    /// Returns `name=value` for a query, or `nil`.
    func queryItem(_ results: JQResults) throws -> String? {
        try value.text(results) { text, _ in PercentEncoding.value(text) }
            .map { "\(PercentEncoding.value(name))=\($0)" }
    }

    /// Returns the value of a header field, or `nil`.
    ///
    /// - Throws: ``LookupFailure`` if a value contains a control character and could begin another header line.
    func headerValue(_ results: JQResults) throws -> String? {
        try value.text(results) { text, _ in
            guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw LookupFailure.invalid("\(value.origin.field): a value holds a control character")
            }
            return text
        }
    }

    /// Reads `headers:`.
    static func headers(_ node: MappingNode) throws(ManagerLookupError) -> [NamedTemplate] {
        var headers: [NamedTemplate] = []
        for (name, value) in try node.members() {
            if let problem = HeaderRules.problem(inName: name) { throw value.failure(problem) }
            headers.append(try NamedTemplate(name: name, value: value))
        }
        return headers
    }

    /// Reads `query:`.
    static func query(_ node: MappingNode) throws(ManagerLookupError) -> [NamedTemplate] {
        var query: [NamedTemplate] = []
        for (name, value) in try node.members() { query.append(try NamedTemplate(name: name, value: value)) }
        return query
    }
}
