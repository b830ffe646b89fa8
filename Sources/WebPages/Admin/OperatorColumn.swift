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

        /// Every column is known by its key, by the label of the form, and by what
        /// `admin.operators.import.otherNames` lists besides.
        init(languages: [PageLanguage]) {
            for column in OperatorColumn.allCases {
                columns[column.rawValue.folded] = column
                for language in languages {
                    let label = language.text("fields.operator.\(column.rawValue).label")
                    let others = language.text(ifPresent: "admin.operators.import.otherNames.\(column.rawValue)") ?? ""
                    for name in [label] + others.split(separator: "|").map(String.init) {
                        columns[name.folded] = column
                    }
                }
            }
        }

        subscript(_ name: String) -> OperatorColumn? { columns[name.folded] }
    }
}
