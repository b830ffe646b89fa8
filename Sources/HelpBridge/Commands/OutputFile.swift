import Foundation

/// The destination of a command's output.
struct OutputFile {
    /// `-` is standard output.
    let path: String

    var isStandardOutput: Bool { path == "-" }

    /// For people.
    var name: String { isStandardOutput ? "standard output" : path }

    /// - Throws: `HelpBridgeError` or `CocoaError` if the output cannot be written.
    func write(_ bytes: [UInt8]) throws {
        guard !isStandardOutput else { return try Console.write(bytes: bytes) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
