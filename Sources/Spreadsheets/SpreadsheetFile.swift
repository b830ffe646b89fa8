import CXLSXWriter
import Foundation

/// An `.xlsx` file (ECMA-376), written row by row in constant memory with libxlsxwriter.
///
/// It is stored in a separate folder that only this user may enter, and deleted with the last reference to it. All
/// calls block on the disk.
public final class SpreadsheetFile: @unchecked Sendable {  // what changes does so under `lock`
    /// The maximum number of rows of a sheet including the header (Excel's limit); further rows go to another sheet.
    public static let maximumRows = 1_048_576
    /// The maximum length of a cell's text in Unicode scalars (Excel's limit).
    private static let maximumTextLength = 32_767

    public let path: String
    private let directory: URL
    private let style: SpreadsheetStyle
    private let rowsPerSheet: Int
    private let lock = NSLock()
    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var headFormat: UnsafeMutablePointer<lxw_format>?
    private var timeFormat: UnsafeMutablePointer<lxw_format>?
    private var sheets = 0
    private var row = 0

    /// Creates an empty file.
    ///
    /// - Throws: ``SpreadsheetError``.
    public convenience init(_ style: SpreadsheetStyle) throws {
        try self.init(style, rowsPerSheet: Self.maximumRows)
    }

    init(_ style: SpreadsheetStyle, rowsPerSheet: Int) throws {
        self.style = style
        self.rowsPerSheet = rowsPerSheet
        directory = FileManager.default.temporaryDirectory.appending(path: "helpbridge-\(UUID().uuidString)")
        path = directory.appending(path: "table.xlsx").path
        // Private: it contains customers' numbers.
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SpreadsheetError.notWritten(reason: "\(error)")
        }
        workbook = directory.path.withCString { folder in
            var options = lxw_workbook_options(
                constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 0)
            return workbook_new_opt(path, &options)
        }
        guard let workbook else { throw SpreadsheetError.notWritten(reason: "no memory for it") }
        headFormat = workbook_add_format(workbook)
        format_set_bold(headFormat)
        timeFormat = workbook_add_format(workbook)
        format_set_num_format(timeFormat, "yyyy-mm-dd hh:mm:ss")
        try addSheet()
    }

    deinit {
        // Frees libxlsxwriter's memory, also of an abandoned file.
        if let workbook { _ = workbook_close(workbook) }
        try? FileManager.default.removeItem(at: directory)
    }

    /// Appends rows.
    ///
    /// - Throws: ``SpreadsheetError``.
    public func append(_ rows: [[SpreadsheetCell]]) throws {
        try lock.withLock {
            for cells in rows {
                if row >= rowsPerSheet { try addSheet() }
                for (column, cell) in cells.enumerated() { try write(cell, column) }
                row += 1
            }
        }
    }

    /// Completes the file at ``path``; no rows can be appended afterwards.
    ///
    /// - Throws: ``SpreadsheetError``.
    public func finish() throws {
        try lock.withLock {
            guard let workbook else { return }
            closeSheet()
            self.workbook = nil
            sheet = nil
            try check(workbook_close(workbook))
        }
    }

    private func addSheet() throws {
        closeSheet()
        sheets += 1
        row = 0
        sheet = workbook_add_worksheet(workbook, style.sheetName(sheets))
        guard let sheet else { throw SpreadsheetError.notWritten(reason: "\(style.name) is no name of a sheet") }
        if style.isRightToLeft { worksheet_right_to_left(sheet) }
        worksheet_freeze_panes(sheet, 1, 0)
        for (column, described) in style.columns.enumerated() {
            let number = lxw_col_t(column)
            try check(worksheet_set_column(sheet, number, number, described.width, nil))
            try check(worksheet_write_string(sheet, 0, number, Self.safe(described.title), headFormat))
        }
        row = 1
    }

    /// Adds filters to the header of the current sheet.
    private func closeSheet() {
        guard let sheet, !style.columns.isEmpty else { return }
        _ = worksheet_autofilter(sheet, 0, 0, lxw_row_t(max(row - 1, 0)), lxw_col_t(style.columns.count - 1))
    }

    private func write(_ cell: SpreadsheetCell, _ column: Int) throws {
        guard let sheet else { throw SpreadsheetError.notWritten(reason: "it is finished already") }
        let (row, column) = (lxw_row_t(row), lxw_col_t(column))
        switch cell {
        case .text(let text): try check(worksheet_write_string(sheet, row, column, Self.safe(text), nil))
        case .number(let number): try check(worksheet_write_number(sheet, row, column, number, nil))
        case .time(let date):
            let serial = SpreadsheetCell.serialNumber(date, in: style.timeZone)
            try check(worksheet_write_number(sheet, row, column, serial, timeFormat))
        case .empty: break
        }
    }

    /// Returns a text without characters that XML 1.0 does not allow (section 2.2), cut to the maximum length of a
    /// cell.
    private static func safe(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maximumTextLength) {
            let isCharacter = (scalar.value >= 0x20 && scalar.value < 0xFFFE) || scalar.value > 0xFFFF
            safe.append(isCharacter || scalar == "\n" || scalar == "\t" ? scalar : " ")
        }
        return String(safe)
    }

    private func check(_ error: lxw_error) throws {
        guard error == LXW_NO_ERROR else {
            throw SpreadsheetError.notWritten(reason: String(cString: lxw_strerror(error)))
        }
    }
}
