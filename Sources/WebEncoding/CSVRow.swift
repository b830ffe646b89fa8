/// One line of a table as RFC 4180 has it, safe to be opened in a spreadsheet.
public enum CSVRow {
    /// Tells Excel that what follows is UTF-8: Persian would be unreadable without.
    public static let byteOrderMark = "\u{FEFF}"

    /// A spreadsheet takes a cell that begins with one of these for a formula
    /// (https://owasp.org/www-community/attacks/CSV_Injection); an apostrophe before it makes it a text.
    private static let formulaMarks: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n", "\r\n"]

    /// - Returns: the cells, with the end of the line.
    public static func text(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    private static func cell(_ text: String) -> String {
        let isFormula = text.first.map(formulaMarks.contains) ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.utf8.contains(where: { #",""#.utf8.contains($0) || $0 == 0x0A || $0 == 0x0D }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
