import Foundation

/// What a process does at a moment, and how much of the processor it has had by then, as the system says (proc(5)).
package struct WorkerActivity: Sendable, Equatable {
    /// Whether it waits for somebody else, rather than for the processor or the disk.
    package var isAsleep: Bool
    /// Of the program and of the system on its behalf.
    package var processorTime: Duration

    package init(isAsleep: Bool, processorTime: Duration) {
        self.isAsleep = isAsleep
        self.processorTime = processorTime
    }

    /// - Returns: `nil` when the process is gone, or where the system does not say.
    package static func now(of identifier: Int32) -> WorkerActivity? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(identifier)/stat") else { return nil }
        return WorkerActivity(stat: String(decoding: data, as: UTF8.self))
    }

    /// - Parameter stat: the line of `/proc/PID/stat`.
    init?(stat: String) {
        // The second field is the program's name, in which anything may be.
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        let ticks = sysconf(Int32(_SC_CLK_TCK))
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]), ticks > 0 else { return nil }
        isAsleep = fields[0] != "R" && fields[0] != "D"
        processorTime = .seconds(user + system) / ticks
    }
}
