import JSON

extension JSONTree {
    /// Whether jq's `if` takes the value as true: everything but `false` and `null`.
    var isTrue: Bool {
        switch self {
        case .null, .boolean(false): false
        default: true
        }
    }
}
