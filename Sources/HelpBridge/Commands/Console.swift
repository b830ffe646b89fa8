import Foundation

/// Standard output, unbuffered: whoever waits for a line in a pipe gets it at once.
enum Console {
    static func print(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
