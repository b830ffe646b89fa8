/// What a program makes of the value that it is run over.
enum JQInput: Sendable {
    /// The value is `.`.
    case whole
    /// The value is `{body, headers, query}` of a webhook: `.` is the body, and `$headers` and `$query` are at hand.
    case delivery

    /// On one line, as ``JQPrelude/text`` is.
    var prelude: String {
        switch self {
        case .whole: ""
        case .delivery: ".headers as $headers | .query as $query | .body | "
        }
    }
}
