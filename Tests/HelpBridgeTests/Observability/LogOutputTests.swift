import Foundation
import Logging
import Testing

@testable import HelpBridge

@Suite("The log's output")
struct LogOutputTests {
    /// A pipe with the log at one end, and what is read of it at the other.
    private struct Reader {
        let output: LogOutput
        private let pipe = Pipe()

        init(limit: Int) {
            output = LogOutput(pipe.fileHandleForWriting.fileDescriptor, format: .text, limit: limit)
        }

        func write(_ range: Range<Int>) {
            for number in range {
                output.write(
                    LogLine(
                        message: "line \(number) \(String(repeating: "x", count: 200))", level: .info, logger: "x",
                        source: "X", metadata: [:], time: Date(timeIntervalSince1970: 0)))
            }
        }

        /// Reads until so many lines have come.
        func lines(_ count: Int) -> [Substring] {
            var text = ""
            while text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) < count {
                text += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            }
            return text.split(separator: "\n")
        }
    }

    @Test("Log lines come whole and in the order in which they were written")
    func order() {
        let reader = Reader(limit: 10_000)
        reader.write(0..<2_000)
        let lines = reader.lines(2_000)
        #expect(lines.count == 2_000)
        #expect(lines.enumerated().allSatisfy { number, line in line.contains("[X] line \(number) xxx") })
    }

    @Test("Nobody waits for a log that nobody reads, and a line tells how many were lost meanwhile")
    func unread() throws {
        let reader = Reader(limit: 100)
        // A pipe takes some 64 KB: this is more than it and the limit hold together, and would be waited for for ever.
        reader.write(0..<2_000)
        reader.output.flush(within: 0.05)
        var lines: [Substring] = []
        while lines.last?.contains("lines of the log are lost") != true { lines += reader.lines(1) }
        let notice = try #require(lines.last)
        let lost = try #require(notice.firstMatch(of: /count=([0-9]+)/)).1
        #expect(Int(lost) == 2_000 - (lines.count - 1))
        #expect(lines.first?.contains("[X] line 0 ") == true)
    }

    @Test("What is logged after a time in which lines were lost is written as ever")
    func recovery() {
        let reader = Reader(limit: 10)
        reader.write(0..<1_000)
        while reader.lines(1).last?.contains("lines of the log are lost") != true {}
        reader.write(5_000..<5_001)
        #expect(reader.lines(1).last?.contains("[X] line 5000 ") == true)
    }
}
