import Foundation
import Logging
import Testing

@testable import HelpBridge

@Suite("The log's output")
struct LogOutputTests {
    /// A pipe with the log at one end, and what is read of it at the other.
    private final class Reader {
        let output: LogOutput
        private let pipe = Pipe()
        private var rest = ""

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

        /// The next line; waits until it is there.
        func line() -> String {
            while true {
                if let end = rest.firstIndex(of: "\n") {
                    defer { rest = String(rest[rest.index(after: end)...]) }
                    return String(rest[..<end])
                }
                rest += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            }
        }
    }

    @Test("Log lines come whole and in the order in which they were written")
    func order() {
        let reader = Reader(limit: 10_000)
        reader.write(0..<2_000)
        for number in 0..<2_000 { #expect(reader.line().contains("[X] line \(number) xxx")) }
    }

    @Test("Nobody waits for a log that nobody reads, and lines tell how many were lost meanwhile")
    func unread() throws {
        let reader = Reader(limit: 100)
        // A pipe takes some 64 KB: this is more than it and the limit hold together, and would be waited for for ever.
        reader.write(0..<2_000)
        reader.output.flush(within: 0.05)
        var (written, lost) = (0, 0)
        while written + lost < 2_000 {
            let line = reader.line()
            if let notice = line.firstMatch(of: /count=([0-9]+) .*lines of the log are lost/) {
                lost += try #require(Int(notice.1))
            } else {
                #expect(line.contains("[X] line \(written + lost) "))
                written += 1
            }
        }
        #expect(written + lost == 2_000)
        #expect(lost > 0)
        // What comes after it is written as ever.
        reader.write(5_000..<5_001)
        #expect(reader.line().contains("[X] line 5000 "))
    }
}
