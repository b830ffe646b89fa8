import JSON

extension JSONTree {
    /// What jq's `if` makes of it: everything but `false` and `null` is true.
    var isTrue: Bool {
        switch self {
        case .null, .boolean(false): false
        default: true
        }
    }
}
