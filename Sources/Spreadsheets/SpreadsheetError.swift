/// An error while writing a spreadsheet.
public enum SpreadsheetError: Error, Sendable, Equatable {
    /// libxlsxwriter or the disk reported an error, with this reason.
    case notWritten(reason: String)
}

extension SpreadsheetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notWritten(let reason): "the spreadsheet could not be written: \(reason)"
        }
    }
}
