import Foundation

/// The processes that work for a bridge.
enum Workers {
    /// The children of a process that run a command of the program's.
    static func children(of parent: pid_t, command: String) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
            // One that has ended meanwhile has no files any more.
            guard let process = pid_t(name),
                let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let line = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
            else { return nil }
            // The name, in brackets, may have spaces in it.
            let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 1, pid_t(fields[1]) == parent else { return nil }
            return line.split(separator: "\0").dropFirst().first.map(String.init) == command ? process : nil
        }
    }
}
