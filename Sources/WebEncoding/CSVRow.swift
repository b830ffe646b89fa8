/// One line of a table as RFC 4180 has it, safe to be opened in a spreadsheet.
public enum CSVRow {
    /// Tells Excel that what follows is UTF-8: Persian would be unreadable without.
    public static let byteOrderMark = "\u{FEFF}"

    /// A spreadsheet takes a cell that begins with one of these for a formula
    /// (https://owasp.org/www-community/attacks/CSV_Injection); an apostrophe before it makes it a text.
    private static let formulaMarks = Array("=+-@\t\r\n".utf8)
    private static let quotationMark = UInt8(ascii: "\"")

    /// - Returns: the cells, with the end of the line.
    public static func text(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// Goes by bytes, as a spreadsheet does: for Swift a mark with a combining one after it is another character.
    private static func cell(_ text: String) -> String {
        let isFormula = text.utf8.first.map { formulaMarks.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return safe }
        var bytes = [quotationMark]
        bytes.reserveCapacity(safe.utf8.count + 16)
        for byte in safe.utf8 {
            if byte == quotationMark { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(quotationMark)
        return String(decoding: bytes, as: UTF8.self)
    }
}
