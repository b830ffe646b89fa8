/// An event or an answer of Asterisk's manager interface.
package struct AMIMessage: Sendable, Equatable {
    private let fields: [String: String]

    /// - Parameter headers: of two with one name the first counts: what Asterisk says itself stands before what a dialplan
    ///   has added.
    init(_ headers: [(name: String, value: String)]) {
        fields = Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// A header's value; `nil` when it is missing or empty.
    package subscript(name: String) -> String? {
        guard let value = fields[name], !value.isEmpty else { return nil }
        return value
    }
}
