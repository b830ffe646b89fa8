/// A column of a list of operators, in the order in which lists without a first line of names have them.
enum OperatorColumn: String, Sendable, CaseIterable {
    case `extension`
    case name
    case department
    case email
    case crmID = "crmId"
}

extension OperatorColumn {
    /// What people call the columns in their spreadsheets, in every language of the pages.
    struct Names: Sendable {
        private var columns: [String: OperatorColumn] = [:]
        /// The keys and the labels of the form, which mean nothing else.
        private var properNames: Set<String> = []

        /// Every column is known by its key, by the label of the form, and by what
        /// `admin.operators.import.otherNames` lists besides.
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

        /// What each heading of a list means, and none of them the same as another: where several could, such as `شماره`
        /// of the line beside `داخلی`, it is the first one that can mean nothing else.
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
