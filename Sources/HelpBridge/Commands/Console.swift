import Foundation
import WebServer

/// Standard output, unbuffered so that readers of a pipe get each line immediately, and standard error.
enum Console {
    /// Prints a line.
    ///
    /// Exits if standard output is closed, because nobody would see the result.
    static func print(_ line: String) {
        let code = StandardStreams.write(line + "\n", to: STDOUT_FILENO)
        guard code != 0 else { return }
        // A reader that closes the pipe, such as head, has read enough.
        HelpBridgeCommand.end(with: code == EPIPE ? [] : [failure(code)], code: ExitStatus.failed)
    }

    /// Prints JSON on one line, in the API's form.
    static func print(json value: some Encodable) throws {
        print(try ResponseJSON.text(value))
    }

    /// Prints a line, for callers that must handle a failure.
    ///
    /// - Throws: `HelpBridgeError` if standard output cannot be written.
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

    /// Writes a note to standard error, for commands whose standard output is data.
    static func note(_ line: String) {
        _ = StandardStreams.write(line + "\n", to: STDERR_FILENO)
    }

    /// Says what is wrong, on one line of standard error. Where that takes nothing, there is nowhere to say so.
    static func complain(_ complaint: String) {
        _ = StandardStreams.write("\(line(of: complaint))\n", to: STDERR_FILENO)
    }

    /// Returns a complaint on one line, with control characters from others escaped.
    static func line(of complaint: String) -> String {
        "helpbridge: \(LogText.escaped(complaint.split(whereSeparator: \.isNewline).joined(separator: " ")))"
    }

    /// Prints a question on standard error; the answer is typed on the same line.
    static func show(question: String) {
        _ = StandardStreams.write(question, to: STDERR_FILENO)
    }

    private static func failure(_ code: Int32) -> String { "standard output: \(String(cString: strerror(code)))" }
}
