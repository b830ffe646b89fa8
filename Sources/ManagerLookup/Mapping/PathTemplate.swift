import LocatedYAML
import WebEncoding

/// The path of a request, relative to the source's base URL.
struct PathTemplate: Sendable {
    let template: Template

    var program: JQProgram? { template.program }

    init(_ node: MappingNode) throws(ManagerLookupError) {
        template = try Template(node.text(), origin: node.origin)
        for case .text(let text) in template.parts {
            if let problem = PathRules.problem(inLiteral: text) { throw node.failure(problem) }
        }
        if case .text(let text) = template.parts.first, text.hasPrefix("/") {
            throw node.failure("it must not begin with a slash: it is put behind the base URL")
        }
        if let constant = template.constant, let problem = PathRules.problem(in: constant) {
            throw node.failure(problem)
        }
    }

    /// Returns the encoded path.
    ///
    /// - Throws: ``LookupFailure`` if a value is missing or would change the path's structure.
    func text(_ results: JQResults) throws -> String {
        let path = try template.text(results) { text, isValue in
            // An empty value would request a whole collection instead of one of its members.
            if isValue, text.isEmpty { throw LookupFailure.invalid("\(template.origin.field): a value is empty") }
            return isValue ? PercentEncoding.value(text) : PercentEncoding.path(text)
        }
        guard let path else { throw LookupFailure.invalid("\(template.origin.field): a value is null") }
        if let problem = PathRules.problem(in: path) {
            throw LookupFailure.invalid("\(template.origin.field): \(problem)")
        }
        return path
    }
}
