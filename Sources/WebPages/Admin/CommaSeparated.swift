import Foundation

/// A table as spreadsheets export it (RFC 4180), with comma, semicolon or tab.
struct CommaSeparated: Sendable, Equatable {
    struct Line: Sendable, Equatable {
        /// In the file, from 1.
        var number: Int
        var cells: [String]
    }

    /// Without those that are empty.
    private(set) var lines: [Line] = []

    init(_ text: String) {
        var text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        var number = 1, start = 1
        let separator: Character
        // Excel's own line of what separates cells.
        if let named = text.prefixMatch(of: /(?i:sep)=([,;\t])(?:\r\n|\r|\n|$)/) {
            separator = named.1.first ?? ","
            text.removeSubrange(named.range)
            (number, start) = (2, 2)
        } else {
            separator = Self.separator(of: text)
        }
        var cell = "", cells: [String] = []
        var isQuoted = false, wasQuote = false
        func finished(_ cell: String) -> String { cell.trimmingCharacters(in: .whitespacesAndNewlines) }
        func endLine() {
            cells.append(finished(cell))
            if cells.contains(where: { !$0.isEmpty }) { lines.append(Line(number: start, cells: cells)) }
            (cell, cells) = ("", [])
        }
        for character in text {
            if isQuoted {
                if character == "\"" {
                    (isQuoted, wasQuote) = (false, true)
                } else {
                    cell.append(character)
                    if character.isNewline { number += 1 }
                }
                continue
            }
            switch character {
            case "\"" where wasQuote:
                // Two of them stand for one.
                cell.append(character)
                isQuoted = true
            case "\"" where finished(cell).isEmpty:
                cell = ""
                isQuoted = true
            case separator:
                cells.append(finished(cell))
                cell = ""
            case _ where character.isNewline:
                endLine()
                number += 1
                start = number
            default:
                cell.append(character)
            }
            wasQuote = false
        }
        endLine()
    }

    /// The one that stands most often in the first line that has any: above it there may be a title.
    private static func separator(of text: String) -> Character {
        let candidates: [Character] = [",", ";", "\t"]
        let lines = text.split(maxSplits: 5, whereSeparator: \.isNewline).prefix(5)
        let first = lines.first { $0.contains(where: candidates.contains) } ?? ""
        return candidates.max { left, right in first.count { $0 == left } < first.count { $0 == right } } ?? ","
    }
}
