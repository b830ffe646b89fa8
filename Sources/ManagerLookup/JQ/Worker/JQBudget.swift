import CJQ
import Foundation

/// The limits that the system holds a worker to: whoever goes beyond them ends the process.
struct JQBudget {
    /// The exit code of a worker that got no more memory.
    static let outOfMemory: Int32 = 77
    /// For compiling, and for reading an input of the greatest size: neither depends on what a program does.
    private static let preparation = 5_000

    private let limits: JQLimits
    private let memory: UInt
    private let most: UInt

    init(_ limits: JQLimits) {
        self.limits = limits
        memory = UInt(limits.memoryMebibytes) << 20
        most = Self.size + 2 * memory
        jv_nomem_handler(Self.endOutOfMemory, nil)
        renewMemory()
    }

    /// Holds what the program allocates as well: each of libjq's calls puts its state's handler in place of the thread's.
    func watch(_ state: OpaquePointer) {
        jq_set_nomem_handler(state, Self.endOutOfMemory, nil)
    }

    private static let endOutOfMemory: @convention(c) (UnsafeMutableRawPointer?) -> Void = { _ in
        _exit(JQBudget.outOfMemory)
    }

    /// Counts the memory from what is in use now, which compiled programs are a part of; twice the limit at most.
    func renewMemory() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(min(Self.size + memory, most), limit.rlim_max)
        _ = setrlimit(resource, &limit)
    }

    /// Runs a program within its time.
    func run<Value>(_ body: () -> Value) -> Value {
        within(limits.milliseconds, body)
    }

    func compile<Value>(_ body: () -> Value) -> Value {
        within(Self.preparation, body)
    }

    /// Reads an input. Anybody may have sent it, made so that libjq takes long over it: a small one has little time.
    func read<Value>(byteCount: Int, _ body: () -> Value) -> Value {
        within(Self.milliseconds(toRead: byteCount, limits), body)
    }

    static func milliseconds(toRead byteCount: Int, _ limits: JQLimits) -> Int {
        max(limits.milliseconds, preparation * byteCount / (limits.inputMebibytes << 20))
    }

    /// `SIGPROF` ends the process when it has used the time up: nothing but the system can stop libjq.
    private func within<Value>(_ milliseconds: Int, _ body: () -> Value) -> Value {
        Self.setTimer(milliseconds)
        defer { Self.setTimer(0) }
        return body()
    }

    private static func setTimer(_ milliseconds: Int) {
        var timer = itimerval()
        timer.it_value = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    /// The address space in use, in bytes (proc(5): the first number is in pages).
    private static var size: UInt {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").first.flatMap { UInt($0) } ?? 0) * UInt(sysconf(Int32(_SC_PAGESIZE)))
    }
}
