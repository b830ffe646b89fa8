public import Administration
public import Foundation
public import LocatedYAML

/// The body of `POST /v1/tokens` and `PUT /v1/tokens/{id}`.
public struct TokenForm {
    public var name = ""
    public var scopes: Set<Scope> = []
    public var expiresAt: Date?

    /// - Parameters:
    ///   - content: a JSON object.
    ///   - author: whose rights limit those of the token.
    /// - Throws: `Problem` naming every field that is wrong.
    public init(_ content: LocatedValue, by author: Credential, now: Date = Date()) throws {
        var errors: [Problem.FieldError] = []
        func report(_ field: String, _ message: String) {
            errors.append(Problem.FieldError(field: field, message: message))
        }
        for member in content.members where !["name", "scopes", "expiresAt"].contains(member.key) {
            report(String(member.key.prefix(64)), "is unknown; known are name, scopes, expiresAt")
        }
        if let text = content["name"]?.text, (1...100).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }),
            text.contains(where: { !$0.isWhitespace })
        {
            name = text
        } else {
            report("name", "must be a text of 1 to 100 characters that says what the token is for")
        }
        let words = Scope.allCases.map(\.rawValue).joined(separator: ", ")
        if let items = content["scopes"]?.items, !items.isEmpty {
            for item in items {
                guard let text = item.text, let scope = Scope(rawValue: text) else {
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
        switch content["expiresAt"]?.content {
        case nil, .null?: break
        case .text(let text)?:
            if let date = Timestamp.date(text), date > now, date < now.addingTimeInterval(100 * 366 * 86_400) {
                expiresAt = date
            } else {
                report("expiresAt", "must be a time to come, such as 2030-12-31T23:59:59Z, or null")
            }
        default: report("expiresAt", "must be a time to come, such as 2030-12-31T23:59:59Z, or null")
        }
        guard errors.isEmpty else { throw Problem.validation(errors) }
    }
}
