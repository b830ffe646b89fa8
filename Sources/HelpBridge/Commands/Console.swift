import Foundation
import WebServer

/// Standard output, unbuffered: whoever waits for a line in a pipe gets it at once; and standard error.
enum Console {
    /// Prints a line. Where standard output does not take it, the program ends: what it would do is for nobody.
    static func print(_ line: String) {
        let code = StandardStreams.write(line + "\n", to: STDOUT_FILENO)
        guard code != 0 else { return }
        // Who closes a pipe, such as head, has read enough.
        HelpBridgeCommand.end(with: code == EPIPE ? [] : [failure(code)], code: ExitStatus.failed)
    }

    /// Prints JSON on one line, as the API writes it.
    static func print(json value: some Encodable) throws {
        print(try ResponseJSON.text(value))
    }

    /// Prints a line where more is to be done when that cannot be.
    ///
    /// - Throws: `HelpBridgeError` where standard output does not take it.
    static func write(_ line: String) throws(HelpBridgeError) {
        let code = StandardStreams.write(line + "\n", to: STDOUT_FILENO)
        guard code == 0 else { throw .failed(failure(code)) }
    }

    /// Writes what is no text, such as a sound.
    ///
    /// - Throws: `HelpBridgeError` where standard output does not take it.
    static func write(bytes: [UInt8]) throws(HelpBridgeError) {
        let code = bytes.withUnsafeBytes { StandardStreams.write($0, to: STDOUT_FILENO) }
        guard code == 0 else { throw .failed(failure(code)) }
    }

    /// Says something on standard error, where standard output is for something else.
    static func note(_ line: String) {
        _ = StandardStreams.write(line + "\n", to: STDERR_FILENO)
    }

    /// Says what is wrong, on one line of standard error. Where that takes nothing, there is nowhere to say so.
    static func complain(_ complaint: String) {
        _ = StandardStreams.write("\(line(of: complaint))\n", to: STDERR_FILENO)
    }

    /// A complaint on one line; what others have written in it moves no cursor.
    static func line(of complaint: String) -> String {
        "helpbridge: \(LogText.escaped(complaint.split(whereSeparator: \.isNewline).joined(separator: " ")))"
    }

    /// Shows a question on standard error, for an answer on the same line.
    static func show(question: String) {
        _ = StandardStreams.write(question, to: STDERR_FILENO)
    }

    private static func failure(_ code: Int32) -> String { "standard output: \(String(cString: strerror(code)))" }
}
