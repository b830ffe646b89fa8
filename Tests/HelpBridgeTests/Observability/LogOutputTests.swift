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

        /// - Parameter length: of each line, about.
        func write(_ range: Range<Int>, length: Int = 200) {
            for number in range {
                output.write(
                    LogLine(
                        message: "line \(number) \(String(repeating: "x", count: length))", level: .info, logger: "x",
                        source: "X", metadata: [:], time: Date(timeIntervalSince1970: 0)))
            }
        }

        /// The next line; waits until it is there.
        ///
        /// - Returns: an empty one when none has come for ever so long.
        func line() -> String {
            while true {
                if let end = rest.firstIndex(of: "\n") {
                    defer { rest = String(rest[rest.index(after: end)...]) }
                    return String(rest[..<end])
                }
                guard isWrittenTo() else { return "" }
                rest += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            }
        }

        /// Waits until there is something to read.
        ///
        /// - Returns: false when nothing has come for ever so long.
        func isWrittenTo() -> Bool {
            var entry = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            return poll(&entry, 1, 60_000) == 1
        }
    }

    @Test("Log lines come whole and in the order in which they were written")
    func order() throws {
        let reader = Reader(limit: 10_000)
        // As many as a pipe takes.
        reader.write(0..<200)
        #expect(reader.output.flush(within: 60))
        for number in 0..<200 { try #require(reader.line().contains("[X] line \(number) xxx")) }
    }

    @Test("Nobody waits for a log that nobody reads, and lines tell how many were lost meanwhile")
    func unread() throws {
        let reader = Reader(limit: 100)
        // A pipe takes some 64 KB: those that may wait alone are more, and would be waited for for ever.
        reader.write(0..<2_000, length: 1_000)
        #expect(!reader.output.flush(within: 0.05))
        var (written, lost, last) = (0, 0, -1)
        while written + lost < 2_000 {
            let line = reader.line()
            if let notice = line.firstMatch(of: /count=([0-9]+) .*log lines were dropped/) {
                lost += try #require(Int(notice.1))
            } else {
                let number = try #require(line.firstMatch(of: #/line ([0-9]+) /#).flatMap { Int($0.1) })
                #expect(number > last)
                last = number
                written += 1
            }
        }
        #expect(written + lost == 2_000)
        #expect(lost > 0)
        // What comes after it is written as ever.
        reader.write(5_000..<5_001)
        #expect(reader.line().contains("[X] line 5000 "))
    }

    @Test("That lines were lost is told also when no line comes after them")
    func lostAtTheEnd() {
        let reader = Reader(limit: 1)
        // More than a pipe takes: it is under way until somebody reads, and no other may wait meanwhile.
        reader.write(0..<1, length: 200_000)
        #expect(reader.isWrittenTo())
        reader.write(1..<4)
        #expect(reader.line().contains("[X] line 0 "))
        #expect(reader.line().contains("count=3"))
    }
}
