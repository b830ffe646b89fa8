import Foundation

/// The processor time of a process and its children.
enum ProcessTime {
    /// The fields of `/proc/<pid>/stat` (proc_pid_stat(5)): the parent, and the sum of the ticks in user and kernel
    /// mode.
    private struct Status {
        var parent: Int
        var ticks: Int

        /// Returns `nil` if the process is gone.
        init?(_ identifier: Int32) {
            guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
                // The name before it may contain blanks and brackets.
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 12, let parent = Int(fields[1]), let user = Int(fields[11]),
                let kernel = Int(fields[12])
            else { return nil }
            self.parent = parent
            ticks = user + kernel
        }
    }

    /// Returns the processor time in milliseconds.
    static func milliseconds(of identifier: Int32) -> Double {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let processes = names.compactMap { Int32($0) }.compactMap { name in Status(name).map { (name, $0) } }
        let family = processes.filter { $0.0 == identifier || $0.1.parent == Int(identifier) }
        return Double(family.reduce(0) { $0 + $1.1.ticks }) * 1000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
