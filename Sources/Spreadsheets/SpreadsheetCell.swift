public import Foundation

/// What stands in one cell.
public enum SpreadsheetCell: Sendable, Equatable {
    /// Never a formula, whatever it begins with.
    case text(String)
    case number(Double)
    /// A moment, shown as the wall clock of the spreadsheet's time zone has it: a spreadsheet knows no time zones.
    case time(Date)
    case empty
}

extension SpreadsheetCell {
    /// A whole number; spreadsheets know only one kind.
    public static func number(_ number: Int) -> SpreadsheetCell { .number(Double(number)) }

    /// A text, if there is any.
    public static func text(_ text: String?) -> SpreadsheetCell { text.map { .text($0) } ?? .empty }

    /// Days since the eve of 1900, as spreadsheets count them (ISO/IEC 29500-1, section 18.17.4.1), to the second.
    static func serialNumber(_ date: Date, in timeZone: TimeZone) -> Double {
        let seconds = (date.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: date))).rounded(.down)
        return seconds / 86_400 + 25_569
    }
}
