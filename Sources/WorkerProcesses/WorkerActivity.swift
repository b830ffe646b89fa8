import Foundation

/// The state of a process at a moment and its processor time so far, as proc(5) reports them.
package struct WorkerActivity: Sendable, Equatable {
    /// Whether the process waits for something other than the processor or the disk.
    package var isAsleep: Bool
    /// User and system time together.
    package var processorTime: Duration

    package init(isAsleep: Bool, processorTime: Duration) {
        self.isAsleep = isAsleep
        self.processorTime = processorTime
    }

    /// - Returns: `nil` if the process is gone or the system does not report its activity.
    package static func now(of identifier: Int32) -> WorkerActivity? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(identifier)/stat") else { return nil }
        return WorkerActivity(stat: String(decoding: data, as: UTF8.self))
    }

    /// - Parameter stat: the line of `/proc/PID/stat`.
    init?(stat: String) {
        // The second field is the program's name, which may contain anything.
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        let ticks = sysconf(Int32(_SC_CLK_TCK))
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]), ticks > 0 else { return nil }
        isAsleep = fields[0] != "R" && fields[0] != "D"
        processorTime = .seconds(user + system) / ticks
    }
}
