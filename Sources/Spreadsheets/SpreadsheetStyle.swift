public import Foundation

/// How a spreadsheet looks, and what its head says.
public struct SpreadsheetStyle: Sendable {
    /// One column, from the first on.
    public struct Column: Sendable, Equatable {
        public var title: String
        /// In characters.
        public var width: Double

        public init(title: String, width: Double) {
            self.title = title
            self.width = width
        }
    }

    /// On the tab of the sheet. What a spreadsheet does not take there is left out.
    public var name: String
    public var columns: [Column]
    /// As Persian and Arabic sheets are laid out.
    public var isRightToLeft: Bool
    /// In which times are shown.
    public var timeZone: TimeZone

    public init(name: String, columns: [Column], isRightToLeft: Bool, timeZone: TimeZone) {
        self.name = name
        self.columns = columns
        self.isRightToLeft = isRightToLeft
        self.timeZone = timeZone
    }

    /// The name of the sheet with this number, from 1: at most 31 characters, without `[]:*?/\`, no apostrophe at its ends,
    /// no two alike (the documentation of `workbook_add_worksheet`).
    func sheetName(_ number: Int) -> String {
        let suffix = number == 1 ? "" : " \(number)"
        let kept = String(
            String.UnicodeScalarView(name.unicodeScalars.filter { !"[]:*?/\\'".unicodeScalars.contains($0) }))
        // Counted as libxlsxwriter counts: by Unicode scalars.
        return String(String.UnicodeScalarView(kept.unicodeScalars.prefix(31 - suffix.utf8.count))) + suffix
    }
}
