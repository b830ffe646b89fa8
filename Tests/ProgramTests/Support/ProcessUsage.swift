import Foundation

/// What a process takes of the machine, as the kernel has it (proc_pid_status(5)).
struct ProcessUsage {
    /// In bytes.
    var residentMemory: Int
    var threads: Int

    init(of process: pid_t) throws {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        func number(_ name: String) -> Int {
            let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") } ?? ""
            return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
        }
        residentMemory = number("VmRSS") * 1024
        threads = number("Threads")
    }

    static func megabytes(_ bytes: Int) -> Int { bytes / 1_000_000 }
}
