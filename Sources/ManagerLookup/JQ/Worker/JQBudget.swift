import CJQ
import Foundation

/// The resource limits that the system enforces on a worker by ending the process.
struct JQBudget {
    /// The exit code of a worker that ran out of memory.
    static let outOfMemory: Int32 = 77
    /// The limit in milliseconds for compiling and for reading an input of the maximum size, which do not depend on the
    /// program's behaviour.
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

    /// Applies the memory limit to a state: each libjq call replaces the thread's handler with the state's.
    func watch(_ state: OpaquePointer) {
        jq_set_nomem_handler(state, Self.endOutOfMemory, nil)
    }

    private static let endOutOfMemory: @convention(c) (UnsafeMutableRawPointer?) -> Void = { _ in
        _exit(JQBudget.outOfMemory)
    }

    /// Sets the memory limit relative to the current use, which includes compiled programs; the total grows by at most
    /// twice the limit.
    func renewMemory() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(min(Self.size + memory, most), limit.rlim_max)
        _ = setrlimit(resource, &limit)
    }

    /// Runs a program within its time limit.
    func run<Value>(_ body: () -> Value) -> Value {
        within(limits.milliseconds, body)
    }

    func compile<Value>(_ body: () -> Value) -> Value {
        within(Self.preparation, body)
    }

    /// Reads an input.
    ///
    /// It may be crafted to be slow to parse, so a small input has little time.
    func read<Value>(byteCount: Int, _ body: () -> Value) -> Value {
        within(Self.milliseconds(toRead: byteCount, limits), body)
    }

    static func milliseconds(toRead byteCount: Int, _ limits: JQLimits) -> Int {
        max(limits.milliseconds, preparation * byteCount / (limits.inputMebibytes << 20))
    }

    /// Runs code with a CPU time limit.
    ///
    /// `SIGPROF` ends the process at the limit, since libjq cannot be interrupted otherwise.
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
