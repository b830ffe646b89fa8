import Foundation

/// The resident memory of a process and its children, in kilobytes.
struct ProcessMemory {
    var own: Int
    /// The memory of the children, such as the speech worker.
    var children: Int

    static func now(of own: Int32 = ProcessInfo.processInfo.processIdentifier) -> ProcessMemory {
        let others = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return ProcessMemory(
            own: resident(own), children: others.filter { parent(of: $0) == own }.reduce(0) { $0 + resident($1) })
    }

    private static func resident(_ identifier: Int32) -> Int {
        field("VmRSS:", of: identifier)
    }

    private static func parent(of identifier: Int32) -> Int32 {
        Int32(field("PPid:", of: identifier))
    }

    /// Returns a numeric field of `/proc/<pid>/status`; 0 if the process is gone.
    static func field(_ name: String, of identifier: Int32) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
    }
}
