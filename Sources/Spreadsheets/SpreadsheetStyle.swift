public import Foundation

/// The layout and header of a spreadsheet.
public struct SpreadsheetStyle: Sendable {
    /// A column.
    public struct Column: Sendable, Equatable {
        public var title: String
        /// The width in characters.
        public var width: Double

        public init(title: String, width: Double) {
            self.title = title
            self.width = width
        }
    }

    /// The name on the sheet's tab. Characters not allowed there are removed.
    public var name: String
    public var columns: [Column]
    /// Whether the sheet is laid out from right to left, as in Persian and Arabic.
    public var isRightToLeft: Bool
    /// The time zone in which times are shown.
    public var timeZone: TimeZone

    public init(name: String, columns: [Column], isRightToLeft: Bool, timeZone: TimeZone) {
        self.name = name
        self.columns = columns
        self.isRightToLeft = isRightToLeft
        self.timeZone = timeZone
    }

    /// Returns the name of the sheet with a number, from 1: at most 31 characters, without `[]:*?/\`, no apostrophe at
    /// its ends, unique (the documentation of `workbook_add_worksheet`).
    func sheetName(_ number: Int) -> String {
        let suffix = number == 1 ? "" : " \(number)"
        let kept = String(
            String.UnicodeScalarView(name.unicodeScalars.filter { !"[]:*?/\\'".unicodeScalars.contains($0) }))
        // Counted in Unicode scalars, as in libxlsxwriter.
        return String(String.UnicodeScalarView(kept.unicodeScalars.prefix(31 - suffix.utf8.count))) + suffix
    }
}
