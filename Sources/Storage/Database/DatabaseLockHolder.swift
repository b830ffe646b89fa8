import Foundation

/// The holder of a database's lock, as written by that process.
public struct DatabaseLockHolder: Sendable, Equatable, CustomStringConvertible {
    public let process: Int32
    public let program: String
    /// The time when it acquired the lock, in RFC 3339 format.
    public let since: String
    /// A ``DatabaseLock/Purpose`` of this program or of another version of it.
    public let purpose: String

    public var description: String { "process \(process), \(program), since \(since)" }

    /// Describes this process as the holder from now on.
    init(purpose: DatabaseLock.Purpose, program: String) {
        process = getpid()
        self.program = program
        since = Date().formatted(.iso8601)
        self.purpose = purpose.rawValue
    }

    /// Reads a holder's entry; `nil` if there is none yet.
    init?(file: String) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, let process = Int32(lines[0]) else { return nil }
        self.process = process
        program = String(lines[1])
        since = String(lines[2])
        purpose = String(lines[3])
    }

    /// The contents of the file: four lines.
    var text: String { "\(process)\n\(program)\n\(since)\n\(purpose)\n" }
}
