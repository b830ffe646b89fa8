public import Foundation

/// The content of a cell.
public enum SpreadsheetCell: Sendable, Equatable {
    /// A text, never interpreted as a formula.
    case text(String)
    case number(Double)
    /// A moment, shown as wall-clock time in the spreadsheet's time zone: spreadsheets have no time zones of their own.
    case time(Date)
    case empty
}

extension SpreadsheetCell {
    /// Creates a cell with a whole number; spreadsheets have only one kind of number.
    public static func number(_ number: Int) -> SpreadsheetCell { .number(Double(number)) }

    /// Creates a text cell, or an empty cell for `nil`.
    public static func text(_ text: String?) -> SpreadsheetCell { text.map { .text($0) } ?? .empty }

    /// Returns a date as days since the eve of 1900, the way spreadsheets count them (ISO/IEC 29500-1, section
    /// 18.17.4.1), to the second.
    static func serialNumber(_ date: Date, in timeZone: TimeZone) -> Double {
        let seconds = (date.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: date))).rounded(.down)
        return seconds / 86_400 + 25_569
    }
}
