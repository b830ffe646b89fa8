/// Why there is no spreadsheet.
public enum SpreadsheetError: Error, Sendable, Equatable {
    /// libxlsxwriter, or the disk beneath it, has refused; the reason is its own.
    case notWritten(reason: String)
}

extension SpreadsheetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notWritten(let reason): "the spreadsheet could not be written: \(reason)"
        }
    }
}
