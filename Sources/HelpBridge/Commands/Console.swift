import Foundation
import WebServer

/// Standard output, unbuffered: whoever waits for a line in a pipe gets it at once; and standard error.
enum Console {
    static func print(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Prints JSON on one line, as the API writes it.
    static func print(json value: some Encodable) throws {
        print(try ResponseJSON.text(value))
    }

    /// Says what is wrong, on one line of standard error.
    static func complain(_ complaint: String) {
        let line = complaint.split(whereSeparator: \.isNewline).joined(separator: " ")
        FileHandle.standardError.write(Data("helpbridge: \(line)\n".utf8))
    }
}
