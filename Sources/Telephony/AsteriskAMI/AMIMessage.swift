/// An event or an answer of Asterisk's manager interface.
package struct AMIMessage: Sendable, Equatable {
    private let fields: [String: String]

    /// - Parameter headers: the first of two with one name counts, since Asterisk's own headers precede those that a
    ///   dialplan added.
    init(_ headers: [(name: String, value: String)]) {
        fields = Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// The value of a header; `nil` if it is missing or empty.
    package subscript(name: String) -> String? {
        guard let value = fields[name], !value.isEmpty else { return nil }
        return value
    }
}
