/// A table exported by a spreadsheet (RFC 4180), separated by commas, semicolons, tabs, or Persian commas or
/// semicolons.
public struct CSVTable: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// The line on which the row begins, counted from 1.
        public let line: Int
        public let cells: [String]
    }

    /// The rows, without empty ones.
    public let rows: [Row]

    /// Parses any text: violations of RFC 4180, such as an unclosed quote, are tolerated.
    public init(_ text: String) {
        let text = (text.hasPrefix(CSVRow.byteOrderMark) ? text.dropFirst() : text[...]).replacing("\r\n", with: "\n")
        // Excel's line that names the separator.
        let named = text.prefixMatch(of: /(?i:sep)=([,;\t])(?:\r|\n|$)/)
        var parser = CSVParser(
            separator: named?.1.unicodeScalars.first ?? Self.separator(of: text), line: named == nil ? 1 : 2)
        // By scalars, not characters: a combining mark at the beginning of a cell joins the separator before it.
        for scalar in text[(named?.range.upperBound ?? text.startIndex)...].unicodeScalars { parser.read(scalar) }
        parser.endLine()
        rows = parser.rows
    }

    /// Returns the most frequent separator in the first line that has any: there may be a title above it.
    private static func separator(of text: Substring) -> Unicode.Scalar {
        let lines = text.unicodeScalars.split(maxSplits: 5, whereSeparator: \.isNewline).prefix(5)
        // Persian separators count only if there are no others; otherwise they belong to the text of a cell.
        let kinds: [[Unicode.Scalar]] = [[",", ";", "\t"], ["،", "؛"]]
        for candidates in kinds {
            guard let first = lines.first(where: { $0.contains(where: candidates.contains) }) else { continue }
            return candidates.max { left, right in first.count { $0 == left } < first.count { $0 == right } } ?? ","
        }
        return ","
    }
}

/// A parser of a table, one Unicode scalar at a time.
private struct CSVParser {
    private(set) var rows: [CSVTable.Row] = []
    private let separator: Unicode.Scalar
    private var line: Int
    /// The line on which the current row begins.
    private var firstLine: Int
    private var cells: [String] = []
    private var cell = String.UnicodeScalarView()
    private var isQuoted = false
    /// Whether the previous scalar was a closing quote.
    private var wasQuote = false

    init(separator: Unicode.Scalar, line: Int) {
        self.separator = separator
        self.line = line
        firstLine = line
    }

    mutating func read(_ scalar: Unicode.Scalar) {
        if isQuoted {
            readQuoted(scalar)
        } else {
            readPlain(scalar)
        }
    }

    mutating func endLine() {
        endCell()
        if cells.contains(where: { !$0.isEmpty }) { rows.append(CSVTable.Row(line: firstLine, cells: cells)) }
        cells = []
        line += 1
        firstLine = line
    }

    private mutating func readQuoted(_ scalar: Unicode.Scalar) {
        if scalar == "\"" {
            (isQuoted, wasQuote) = (false, true)
        } else {
            cell.append(scalar)
            if scalar.isNewline { line += 1 }
        }
    }

    private mutating func readPlain(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"" where wasQuote:
            // A doubled quote is a literal one.
            cell.append(scalar)
            isQuoted = true
        case "\"" where trimmedCell.isEmpty:
            cell = String.UnicodeScalarView()
            isQuoted = true
        case separator: endCell()
        case _ where scalar.isNewline: endLine()
        default: cell.append(scalar)
        }
        wasQuote = false
    }

    private mutating func endCell() {
        cells.append(trimmedCell)
        cell = String.UnicodeScalarView()
    }

    /// The cell without surrounding blanks, zero-width characters and directional marks.
    private var trimmedCell: String {
        guard let first = cell.firstIndex(where: { !$0.isBlank }), let last = cell.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(cell[first...last])
    }
}

extension Unicode.Scalar {
    fileprivate var isNewline: Bool { Character(self).isNewline }

    fileprivate var isBlank: Bool { properties.isWhitespace || properties.generalCategory == .format }
}
