import Administration
import LocatedYAML
import WebServer

/// The body of `POST /v1/tokens` and `PUT /v1/tokens/{id}`.
enum TokenForm {
    private static let fields = ["name", "scopes", "expiresAt"]

    /// - Parameters:
    ///   - content: a JSON object.
    ///   - author: the credential whose rights limit the token's.
    /// - Throws: `Problem` naming every invalid field.
    static func draft(_ content: LocatedValue, by author: Credential) throws -> TokenDraft {
        var errors = content.members.filter { !fields.contains($0.key) }.map {
            Problem.FieldError(
                field: String($0.key.prefix(64)), message: "is unknown; known are \(fields.joined(separator: ", "))")
        }
        var draft = TokenDraft(name: content["name"]?.text ?? "", scopes: [])
        // Errors that a draft cannot represent.
        var unreadable: [String: String] = [:]
        if let items = content["scopes"]?.items {
            if let scopes = Scope.set(items.map { $0.text ?? "" }) {
                draft.scopes = scopes
            } else {
                unreadable["scopes"] = "must be a list of \(Scope.words)"
            }
        }
        switch content["expiresAt"]?.content {
        case nil, .null?: break
        case .text(let text)?:
            draft.expiresAt = Timestamp.date(text)
            if draft.expiresAt == nil { unreadable["expiresAt"] = TokenDraft.expiryMessage }
        default: unreadable["expiresAt"] = TokenDraft.expiryMessage
        }
        let faults = draft.faults(by: author)
        for field in fields {
            let messages = unreadable[field].map { [$0] } ?? faults.filter { $0.path == field }.map(\.message)
            errors += messages.map { Problem.FieldError(field: field, message: $0) }
        }
        guard errors.isEmpty else { throw Problem.validation(errors) }
        return draft
    }
}
