import ConcurrencyPrimitives
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Spreadsheets
import WebEncoding
import WebServer

/// A table that is downloaded for a spreadsheet, in the language, calendar and time zone of the pages.
struct TableDownload: Sendable {
    enum Format: String, Sendable, CaseIterable {
        case csv, xlsx

        var mediaType: String {
            switch self {
            case .csv: "text/csv; charset=utf-8; header=present"
            case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        }
    }

    /// Some of the rows, and the cursor of the next ones; `nil` after the last.
    typealias Page<Cursor> = (rows: [[SpreadsheetCell]], next: Cursor?)

    /// The threads that write and read files, so that a large file does not block other requests.
    private static let threads = ThreadPool(count: 2, name: "tables")
    private static let chunk = 256 * 1024

    /// The name of the file, without its ending.
    let name: String
    let title: String
    let columns: [SpreadsheetStyle.Column]
    let language: PageLanguage

    /// - Parameters:
    ///   - format: the format of the file.
    ///   - page: reads the rows from a cursor on; from the first one if it is `nil`.
    /// - Throws: the error of the first page. If a later page of a CSV file cannot be read, the connection is closed
    ///   without an end.
    func response<Cursor: Sendable>(
        _ format: Format, logger: Logger, page: @escaping @Sendable (Cursor?) async throws -> Page<Cursor>
    ) async throws -> Response {
        let first = try await page(nil)
        let body =
            switch format {
            case .csv: csv(first, page)
            case .xlsx: try await spreadsheet(first, logger, page)
            }
        return Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name).\(format.rawValue)\"",
            ], body: body)
    }

    private func csv<Cursor: Sendable>(
        _ first: Page<Cursor>, _ page: @escaping @Sendable (Cursor?) async throws -> Page<Cursor>
    ) -> ResponseBody {
        let text: @Sendable ([[SpreadsheetCell]]) -> String = { [dates = language.dates] rows in
            rows.map { row in CSVRow.text(row.map { $0.text(dates) }) }.joined()
        }
        let header = CSVRow.byteOrderMark + CSVRow.text(columns.map(\.title))
        return ResponseBody((text: header + text(first.rows), next: first.next)) { place in
            let reached = try await page(place)
            return (text: text(reached.rows), next: reached.next)
        }
    }

    private func spreadsheet<Cursor: Sendable>(
        _ first: Page<Cursor>, _ logger: Logger, _ page: (Cursor?) async throws -> Page<Cursor>
    ) async throws -> ResponseBody {
        let style = SpreadsheetStyle(
            name: title, columns: columns, isRightToLeft: language.direction == .rightToLeft,
            timeZone: language.dates.timeZone)
        do {
            let file = try await Self.threads.run { try SpreadsheetFile(style) }
            var reached = first
            while true {
                try await Self.threads.run { [rows = reached.rows] in try file.append(rows) }
                guard let next = reached.next else { break }
                reached = try await page(next)
            }
            let length = try await Self.threads.run {
                try file.finish()
                return try FileHandle(forReadingFrom: URL(fileURLWithPath: file.path)).seekToEnd()
            }
            return ResponseBody(contentLength: Int(length)) { writer in
                var offset: UInt64 = 0
                while offset < length {
                    let bytes = try await Self.threads.run { [offset] in try Self.read(file, from: offset) }
                    guard !bytes.isEmpty else { break }
                    offset += UInt64(bytes.count)
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                try await writer.finish(nil)
            }
        } catch let error as SpreadsheetError {
            logger.error("no spreadsheet can be written", metadata: ["error": "\(error)"])
            throw Problem.storageUnavailable
        }
    }

    private static func read(_ file: SpreadsheetFile, from offset: UInt64) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file.path))
        defer { try? handle.close() }
        try handle.seek(toOffset: offset)
        return Array(try handle.read(upToCount: chunk) ?? Data())
    }
}

/// Times in a table: a real date, preceded by the day as written in the language's calendar if that is not Gregorian.
extension TableDownload {
    static func timeColumns(_ title: String, _ language: PageLanguage) -> [SpreadsheetStyle.Column] {
        let real = SpreadsheetStyle.Column(title: title, width: 20)
        guard language.dates.calendar != .gregorian else { return [real] }
        return [
            .init(title: language.text("tables.day", ["time": title]), width: 12),
            .init(title: language.text("tables.time", ["time": title]), width: 20),
        ]
    }

    static func timeCells(_ date: Date, _ language: PageLanguage) -> [SpreadsheetCell] {
        guard language.dates.calendar != .gregorian else { return [.time(date)] }
        return [.text(language.dates.numericDay(date)), .time(date)]
    }
}

extension SpreadsheetCell {
    /// Returns the cell as CSV: programs read Latin digits only.
    func text(_ dates: PageDates) -> String {
        switch self {
        case .text(let text): text
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .time(let date): dates.timestamp(date)
        case .empty: ""
        }
    }
}
