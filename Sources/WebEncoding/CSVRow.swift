/// A row of a table in RFC 4180 format, safe to open in a spreadsheet.
public enum CSVRow {
    /// Tells Excel that the text is UTF-8: Persian would be unreadable without it.
    public static let byteOrderMark = "\u{FEFF}"

    /// The first bytes that make a spreadsheet read a cell as a formula
    /// (https://owasp.org/www-community/attacks/CSV_Injection); a leading apostrophe turns the cell into text.
    private static let formulaMarks = Array("=+-@\t\r\n".utf8)
    private static let quotationMark = UInt8(ascii: "\"")

    /// - Returns: the cells of the row, including the line ending.
    public static func text(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// Works on bytes, as spreadsheets do: Swift joins a mark and a combining scalar after it into one character.
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
