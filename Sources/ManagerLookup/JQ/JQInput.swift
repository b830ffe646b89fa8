/// The form in which a program sees its input.
enum JQInput: Sendable {
    /// The value is `.`.
    case whole
    /// The value is `{body, headers, query}` of a webhook: `.` is the body, and `$headers` and `$query` are defined.
    case delivery

    /// A single line, like ``JQPrelude/text``.
    var prelude: String {
        switch self {
        case .whole: ""
        case .delivery: ".headers as $headers | .query as $query | .body | "
        }
    }
}
