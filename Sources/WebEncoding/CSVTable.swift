import Foundation

/// A table as spreadsheets export it (RFC 4180), with comma, semicolon or tab, or those of Persian.
public struct CSVTable: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// The line of the text on which it begins, counted from 1.
        public let line: Int
        public let cells: [String]
    }

    /// Without those that are empty.
    public let rows: [Row]

    /// Reads any text: what RFC 4180 does not know, such as a quote that is never closed, is taken as it is meant.
    public init(_ text: String) {
        let text = text.hasPrefix(CSVRow.byteOrderMark) ? text.dropFirst() : text[...]
        // Excel's own line of what separates cells.
        let named = text.prefixMatch(of: /(?i:sep)=([,;\t])(?:\r\n|\r|\n|$)/)
        var parser = CSVParser(separator: named?.1.first ?? Self.separator(of: text), line: named == nil ? 1 : 2)
        for character in text[(named?.range.upperBound ?? text.startIndex)...] { parser.read(character) }
        parser.endLine()
        rows = parser.rows
    }

    /// The one that stands most often in the first line that has any: above it there may be a title.
    private static func separator(of text: Substring) -> Character {
        let lines = text.split(maxSplits: 5, whereSeparator: \.isNewline).prefix(5)
        // Where there are others, the Persian ones belong to what is written in a cell.
        let kinds: [[Character]] = [[",", ";", "\t"], ["،", "؛"]]
        for candidates in kinds {
            guard let first = lines.first(where: { $0.contains(where: candidates.contains) }) else { continue }
            return candidates.max { left, right in first.count { $0 == left } < first.count { $0 == right } } ?? ","
        }
        return ","
    }
}

/// Reads a table a character at a time.
private struct CSVParser {
    private(set) var rows: [CSVTable.Row] = []
    private let separator: Character
    private var line: Int
    /// The line on which the row begins that is being read.
    private var firstLine: Int
    private var cells: [String] = []
    private var cell = ""
    private var isQuoted = false
    /// Whether the character before has ended what was quoted.
    private var wasQuote = false

    init(separator: Character, line: Int) {
        self.separator = separator
        self.line = line
        firstLine = line
    }

    mutating func read(_ character: Character) {
        if isQuoted {
            readQuoted(character)
        } else {
            readPlain(character)
        }
    }

    mutating func endLine() {
        endCell()
        if cells.contains(where: { !$0.isEmpty }) { rows.append(CSVTable.Row(line: firstLine, cells: cells)) }
        cells = []
        line += 1
        firstLine = line
    }

    private mutating func readQuoted(_ character: Character) {
        if character == "\"" {
            (isQuoted, wasQuote) = (false, true)
        } else {
            cell.append(character)
            if character.isNewline { line += 1 }
        }
    }

    private mutating func readPlain(_ character: Character) {
        switch character {
        case "\"" where wasQuote:
            // Two of them stand for one.
            cell.append(character)
            isQuoted = true
        case "\"" where trimmedCell.isEmpty:
            cell = ""
            isQuoted = true
        case separator: endCell()
        case _ where character.isNewline: endLine()
        default: cell.append(character)
        }
        wasQuote = false
    }

    private mutating func endCell() {
        cells.append(trimmedCell)
        cell = ""
    }

    private var trimmedCell: String { cell.trimmingCharacters(in: .whitespacesAndNewlines) }
}
