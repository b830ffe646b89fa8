public import Foundation

/// The body of `POST /v1/tokens` and `PUT /v1/tokens/{id}`.
public struct TokenForm {
    public var name = ""
    public var scopes: Set<Scope> = []
    public var expiresAt: Date?

    /// - Parameters:
    ///   - content: a JSON object.
    ///   - author: nobody gives what he does not have.
    /// - Throws: `Problem` naming every field that is wrong.
    public init(_ content: JSONTree, by author: Credential, now: Date = Date()) throws {
        var errors: [Problem.FieldError] = []
        func report(_ field: String, _ message: String) {
            errors.append(Problem.FieldError(field: field, message: message))
        }
        if case .object(let members) = content {
            for member in members where !["name", "scopes", "expiresAt"].contains(member.key) {
                report(String(member.key.prefix(64)), "is unknown; known are name, scopes, expiresAt")
            }
        }
        if case .text(let text)? = content["name"], (1...100).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }),
            text.contains(where: { !$0.isWhitespace })
        {
            name = text
        } else {
            report("name", "must be a text of 1 to 100 characters that says what the token is for")
        }
        let words = Scope.allCases.map(\.rawValue).joined(separator: ", ")
        if case .array(let items)? = content["scopes"], !items.isEmpty {
            for item in items {
                guard case .text(let text) = item, let scope = Scope(rawValue: text) else {
                    report("scopes", "must be a list of \(words)")
                    break
                }
                if !author.scopes.contains(scope) {
                    report("scopes", "\(text) is a scope that you do not have yourself")
                }
                scopes.insert(scope)
            }
        } else {
            report("scopes", "must be a list with at least one of \(words)")
        }
        switch content["expiresAt"] {
        case nil, .null?: break
        case .text(let text)?:
            let date =
                (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
                ?? (try? Date(text, strategy: .iso8601))
            if let date, date > now, date < now.addingTimeInterval(100 * 366 * 86_400) {
                // As exact as it is stored.
                expiresAt = Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000)
            } else {
                report("expiresAt", "must be a time to come, such as 2030-12-31T23:59:59Z, or null")
            }
        default: report("expiresAt", "must be a time to come, such as 2030-12-31T23:59:59Z, or null")
        }
        guard errors.isEmpty else { throw Problem.validation(errors) }
    }
}
