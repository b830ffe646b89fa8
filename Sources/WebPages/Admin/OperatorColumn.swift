/// A column of a list of operators, in the order that lists without a header use.
enum OperatorColumn: String, Sendable, CaseIterable {
    case `extension`
    case name
    case department
    case email
    case crmID = "crmId"
}

extension OperatorColumn {
    /// The headings that people use in their spreadsheets, in every language of the pages.
    struct Names: Sendable {
        private var columns: [String: OperatorColumn] = [:]
        /// The columns' keys and form labels, which are unambiguous.
        private var properNames: Set<String> = []

        /// Collects the names of every column: its key, its form label, and those in
        /// `admin.operators.import.otherNames`.
        init(languages: [PageLanguage]) {
            for column in OperatorColumn.allCases {
                columns[column.rawValue.folded] = column
                properNames.insert(column.rawValue.folded)
                for language in languages {
                    let label = language.text("fields.operator.\(column.rawValue).label")
                    properNames.insert(label.folded)
                    let others = language.text(ifPresent: "admin.operators.import.otherNames.\(column.rawValue)") ?? ""
                    for name in [label] + others.split(separator: "|").map(String.init) {
                        columns[name.folded] = column
                    }
                }
            }
        }

        subscript(_ name: String) -> OperatorColumn? { columns[name.folded] }

        /// Returns the column of each heading, each column only once.
        ///
        /// If several headings could mean the same column, such as `شماره` (of the row) next to `داخلی`, the first
        /// unambiguous one wins.
        func columns(of headings: [String]) -> [OperatorColumn?] {
            var found = headings.map { self[$0] }
            for column in OperatorColumn.allCases {
                let claims = found.indices.filter { found[$0] == column }
                let chosen = claims.first { properNames.contains(headings[$0].folded) } ?? claims.first
                for claim in claims where claim != chosen { found[claim] = nil }
            }
            return found
        }
    }
}
