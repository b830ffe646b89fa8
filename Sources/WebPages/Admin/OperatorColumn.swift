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
                columns[Self.folded(column.rawValue)] = column
                for language in languages {
                    let label = language.text("fields.operator.\(column.rawValue).label")
                    let others = language.text(ifPresent: "admin.operators.import.otherNames.\(column.rawValue)") ?? ""
                    for name in [label] + others.split(separator: "|").map(String.init) {
                        columns[Self.folded(name)] = column
                    }
                }
            }
        }

        subscript(_ name: String) -> OperatorColumn? { columns[Self.folded(name)] }

        /// Arabic keyboards have another yeh and kaf than Persian ones, and hardly anybody minds spaces in a heading.
        private static func folded(_ name: String) -> String {
            String(
                name.lowercased().compactMap { character in
                    switch character {
                    case "ي", "ى": "ی"
                    case "ك": "ک"
                    case "_", "-", "\u{200C}": nil
                    default: character.isWhitespace ? nil : character
                    }
                })
        }
    }
}
