import Foundation

/// Who holds the lock of a database, in its own words.
public struct DatabaseLockHolder: Sendable, Equatable, CustomStringConvertible {
    public let process: Int32
    public let program: String
    /// When it has taken the lock, as RFC 3339.
    public let since: String
    /// A ``DatabaseLock/Purpose``, of this program or another version of it.
    public let purpose: String

    public var description: String { "process \(process), \(program), since \(since)" }

    /// This process, from now on.
    init(purpose: DatabaseLock.Purpose, program: String) {
        process = getpid()
        self.program = program
        since = Date().formatted(.iso8601)
        self.purpose = purpose.rawValue
    }

    /// Reads what a holder has written; `nil` when it has not, or not yet.
    init?(file: String) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, let process = Int32(lines[0]) else { return nil }
        self.process = process
        program = String(lines[1])
        since = String(lines[2])
        purpose = String(lines[3])
    }

    /// What the file holds: four lines.
    var text: String { "\(process)\n\(program)\n\(since)\n\(purpose)\n" }
}
