/// An event or an answer of Asterisk's manager interface.
struct AMIMessage: Sendable, Equatable {
    private let fields: [String: String]

    init(_ fields: [String: String]) {
        self.fields = fields
    }

    /// Reads the lines between two empty ones; what is no header is left out.
    init(parsing text: some StringProtocol) {
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        self.fields = fields
    }

    /// A header's value; `nil` when it is missing or empty.
    subscript(name: String) -> String? {
        guard let value = fields[name], !value.isEmpty else { return nil }
        return value
    }
}
