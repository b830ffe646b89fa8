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
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        let separator = Self.separator(of: text)
        var cell = "", cells: [String] = []
        var isQuoted = false, wasQuote = false
        var number = 1, start = 1
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

    /// The one that stands in the first line most often.
    private static func separator(of text: String) -> Character {
        let first = text.prefix { !$0.isNewline }
        let candidates: [Character] = [",", ";", "\t"]
        return candidates.max { left, right in first.count { $0 == left } < first.count { $0 == right } } ?? ","
    }
}
