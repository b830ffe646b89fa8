import HelpDesk

extension PromptValues {
    /// The most Unicode scalars of one value that are spoken.
    static let maximumValueLength = 80

    /// A value as plain text: no control or formatting characters, single spaces, capped.
    ///
    /// - Returns: `nil` if the value is not known or nothing is left of it.
    func spoken(_ placeholder: PromptPlaceholder) -> String? {
        guard let value = self[placeholder].map(TextNormalization.apply) else { return nil }
        var scalars = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            guard scalars.count < Self.maximumValueLength else { break }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                // Leading spaces and all but the first of several are dropped.
                if let last = scalars.last, last != " " { scalars.append(" ") }
            case .format where !scalar.isJoiner, .privateUse, .unassigned, .surrogate:
                break
            case .mathSymbol where scalar == "<" || scalar == ">":
                // Somebody's markup: neither interpreted nor read aloud as "less than".
                if let last = scalars.last, last != " " { scalars.append(" ") }
            default:
                scalars.append(scalar)
            }
        }
        if scalars.last == " " { scalars.removeLast() }
        let isEmpty = scalars.allSatisfy(\.isJoiner)
        return isEmpty ? nil : String(scalars)
    }

    private subscript(placeholder: PromptPlaceholder) -> String? {
        switch placeholder {
        case .operator: self.operator
        case .operatorName: operatorName
        case .manager: manager
        case .department: department
        case .extension: self.extension
        case .customer: customer
        case .position: position
        case .reason: reason
        case .key: key
        }
    }
}
