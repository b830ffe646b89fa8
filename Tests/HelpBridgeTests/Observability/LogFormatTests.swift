import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging
import Testing

@testable import HelpBridge

@Suite("The log")
struct LogFormatTests {
    private static let forged = "x\n2026-11-28T00:00:00Z info helpbridge: forged\r\u{1B}[2K\u{9B}31m\u{7F}\u{0}"
    private static let turned = "a\u{202E}b\u{2066}c\u{2028}d\u{2029}e\u{200F}f\u{61C}g"
    private static let at = Date(timeIntervalSince1970: 1_790_000_000.25)

    private func line(_ format: LogFormat, _ message: String, _ metadata: Logger.Metadata) -> String {
        format.text(
            of: LogLine(
                message: message, level: .info, logger: "helpbridge", source: "WebAPI", metadata: metadata,
                time: Self.at))
    }

    @Test("A log in text is a line with time, level, logger, values and message")
    func text() {
        #expect(
            line(.text, "request", ["b": "2", "a": "1", "c": ["d": "4"]])
                == "2026-09-21T14:13:20.250Z info helpbridge: a=1 b=2 c.d=4 [WebAPI] request\n")
    }

    @Test("A log in JSON is an object a line, the values beside time, level, logger and message")
    func json() throws {
        let text = line(.json, "request \"x\" \\", ["request": "019abc", "level": "mine", "علی": "رضایی"])
        #expect(text.hasSuffix("}\n"))
        let members = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(
            members == [
                "time": "2026-09-21T14:13:20.250Z", "level": "info", "logger": "helpbridge",
                "message": "request \"x\" \\", "request": "019abc", "metadata.level": "mine", "علی": "رضایی",
            ])
    }

    @Test(
        "What others have written gives the log no line and no look of its own, in a value, a key or the message",
        arguments: LogFormat.allCases, [forged, turned])
    func forging(format: LogFormat, text: String) throws {
        for line in [line(format, text, [:]), line(format, "m", ["login": "\(text)"]), line(format, "m", [text: "1"])] {
            #expect(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
            let rest = line.unicodeScalars.dropLast()
            #expect(!rest.contains { $0.properties.generalCategory == .control })
            let unsafe: Set<UInt32> = [0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202E, 0x2066]
            #expect(!rest.contains { unsafe.contains($0.value) })
        }
        if format == .json {
            let line = line(format, text, ["login": "\(text)"])
            let members = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            #expect(members["message"] == text && members["login"] == text)
        } else {
            #expect(line(format, "x\ny\u{1B}", [:]).hasSuffix("] x\\ny\\u001b\n"))
        }
    }

    @Test("The log keeps what Persian needs: joiners are no marks of direction")
    func persian() {
        #expect(line(.text, "می\u{200C}شود", [:]).contains("می\u{200C}شود"))
    }

    @Test("The log follows its threshold when that changes, unless a logger has one of its own")
    func threshold() {
        let lines = Locked<[String]>([])
        let threshold = Locked(Logger.Level.info)
        let logger = Logger(label: "x") { label in
            BridgeLogHandler(label: label, threshold: threshold) { line in
                lines.withLock { $0.append(line.message) }
            }
        }
        var quiet = logger
        quiet.logLevel = .error
        logger.debug("one")
        threshold.withLock { $0 = .debug }
        logger.debug("two")
        quiet.info("three")
        #expect(lines.withLock { $0 } == ["two"])
    }
}
