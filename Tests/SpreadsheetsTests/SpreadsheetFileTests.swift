import Foundation
import Testing

@testable import Spreadsheets

@Suite("Spreadsheets")
struct SpreadsheetFileTests {
    private static let tehran = TimeZone(secondsFromGMT: 12_600) ?? .gmt

    private func style(_ name: String = "گزارش", isRightToLeft: Bool = true) -> SpreadsheetStyle {
        SpreadsheetStyle(
            name: name, columns: [.init(title: "زمان", width: 20), .init(title: "شمار", width: 8)],
            isRightToLeft: isRightToLeft, timeZone: Self.tehran)
    }

    /// A part of the finished file, as `unzip` gives it.
    private func part(_ name: String, of file: SpreadsheetFile) throws -> String {
        let unzip = Process()
        unzip.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        unzip.arguments = [
            "-c", "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))",
            file.path, name,
        ]
        let output = Pipe()
        unzip.standardOutput = output
        try unzip.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        unzip.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Times are real dates in the call centre's time zone, numbers are numbers, texts are never formulas")
    func cells() throws {
        let file = try SpreadsheetFile(style())
        // 2026-11-28 10:30:00 UTC, 14:00 in Tehran.
        try file.append([[.time(Date(timeIntervalSince1970: 1_795_861_800)), .number(42), .text("=1+1"), .empty]])
        try file.finish()
        let sheet = try part("xl/worksheets/sheet1.xml", of: file)
        #expect(sheet.contains("<v>42</v>"))
        #expect(sheet.contains("46354.58333333"))
        #expect(sheet.contains("<t>=1+1</t>") && !sheet.contains("<f>"))
        #expect(sheet.contains("<t>زمان</t>"))
        #expect(try part("xl/styles.xml", of: file).contains("formatCode=\"yyyy-mm-dd hh:mm:ss\""))
    }

    @Test("A sheet of a language that is written from right to left is laid out so, others are not")
    func direction() throws {
        for isRightToLeft in [true, false] {
            let file = try SpreadsheetFile(style(isRightToLeft: isRightToLeft))
            try file.finish()
            #expect(try part("xl/worksheets/sheet1.xml", of: file).contains("rightToLeft=\"1\"") == isRightToLeft)
        }
    }

    @Test("What is more than a sheet takes goes on a further sheet, with a head of its own")
    func sheets() throws {
        let file = try SpreadsheetFile(style(), rowsPerSheet: 3)
        try file.append((1...5).map { [.text("row \($0)")] })
        try file.finish()
        let second = try part("xl/worksheets/sheet2.xml", of: file)
        #expect(second.contains("row 3") && second.contains("row 4") && second.contains("زمان"))
        #expect(try part("xl/worksheets/sheet3.xml", of: file).contains("row 5"))
        #expect(try part("xl/workbook.xml", of: file).contains("گزارش 3"))
    }

    @Test("Texts that no cell of a sheet takes are made fit: too long ones, control characters")
    func texts() throws {
        let file = try SpreadsheetFile(style())
        try file.append([[.text(String(repeating: "x", count: 40_000)), .text("a\u{0}b\u{FFFE}c")]])
        try file.finish()
        let sheet = try part("xl/worksheets/sheet1.xml", of: file)
        let long = sheet.components(separatedBy: "<t>").first { $0.hasPrefix("xx") }
        #expect(long?.prefix { $0 == "x" }.count == 32_767)
        #expect(sheet.contains("a b c"))
    }

    @Test(
        "The name of a sheet is made fit",
        arguments: [("a/b:[c]", "abc"), (String(repeating: "ک", count: 40), String(repeating: "ک", count: 31))])
    func name(_ name: String, fit: String) {
        #expect(style(name).sheetName(1) == fit)
    }

    @Test("A spreadsheet's file is only this user's, and goes when nobody has it any more")
    func file() throws {
        var file: SpreadsheetFile? = try SpreadsheetFile(style())
        try file?.finish()
        let path = try #require(file?.path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        file = nil
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
