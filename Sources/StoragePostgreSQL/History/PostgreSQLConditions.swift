import PostgreSQL

/// The conditions of a query and their parameters, which never become part of its text.
struct PostgreSQLConditions {
    private(set) var values: [PostgreSQLValue] = []
    private var texts: [String] = []

    /// - Parameter text: the condition, with `?` in place of its values.
    mutating func add(_ text: String, _ values: PostgreSQLValue...) {
        var numbered = ""
        for (index, piece) in text.split(separator: "?", omittingEmptySubsequences: false).enumerated() {
            if index > 0 {
                self.values.append(values[index - 1])
                numbered += "$\(self.values.count)"
            }
            numbered += piece
        }
        texts.append(numbered)
    }

    /// Adds that a column contains one of the words, unless `words` is `nil`.
    mutating func add(_ column: String, in words: Set<String>?) {
        if let words { add("\(column) = ANY (?)", .words(words.sorted())) }
    }

    mutating func add(_ column: String, is word: String?) {
        if let word { add("\(column) = ?", .word(word)) }
    }

    /// The text of all conditions, for `WHERE`.
    var text: String { texts.isEmpty ? "TRUE" : texts.joined(separator: " AND ") }

    /// Returns a query with these conditions.
    ///
    /// - Parameter limit: the last parameter, for `LIMIT`.
    func query(_ select: String, then rest: String, limit: Int) -> PostgreSQLStatement {
        PostgreSQLStatement(
            "\(select) WHERE \(text) \(rest) LIMIT $\(values.count + 1)", values + [.integer(Int64(limit))])
    }
}
