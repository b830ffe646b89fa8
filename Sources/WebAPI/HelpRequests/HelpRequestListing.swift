import HelpDesk
import Hummingbird
import HummingbirdCore

/// The query of `GET /v1/help-requests`.
struct HelpRequestListing {
    private static let parameters = ["state", "operator", "department", "after", "limit"]
    private static let limits = 1...200

    private let values: [String: String]
    private var errors: [Problem.FieldError] = []

    /// - Throws: `Problem` naming every parameter that is wrong; an empty one counts as not given.
    static func query(_ uri: URI) throws -> HelpRequestQuery {
        var listing = try HelpRequestListing(uri)
        return try listing.query()
    }

    private init(_ uri: URI) throws {
        var values: [String: String] = [:]
        for (key, value) in uri.queryParameters {
            let name = String(key)
            if !Self.parameters.contains(name) {
                errors.append(
                    Problem.FieldError(
                        field: String(name.prefix(64)),
                        message: "is unknown; known are \(Self.parameters.joined(separator: ", "))"))
            } else if values.updateValue(String(value), forKey: name) != nil {
                errors.append(Problem.FieldError(field: name, message: "is given more than once"))
            }
        }
        self.values = values.filter { !$0.value.isEmpty }
    }

    private mutating func query() throws -> HelpRequestQuery {
        let query = HelpRequestQuery(
            state: parsed("state", "must be one of \(RequestState.allCases.map(\.rawValue).joined(separator: ", "))") {
                RequestState(rawValue: $0)
            },
            operator: values["operator"], department: values["department"],
            after: parsed("after", "must be the id of a help request") { HelpRequestID($0) },
            limit: parsed("limit", "must be a number from \(Self.limits.lowerBound) to \(Self.limits.upperBound)") {
                Int($0).flatMap { Self.limits.contains($0) ? $0 : nil }
            } ?? 50)
        guard errors.isEmpty else { throw Problem.validation(errors) }
        return query
    }

    private mutating func parsed<Value>(_ name: String, _ message: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = values[name] else { return nil }
        let value = parse(text)
        if value == nil { errors.append(Problem.FieldError(field: name, message: message)) }
        return value
    }
}
