import Foundation

/// A process that does for this one what must not be done in it, at the other end of a socket.
///
/// It gets neither our environment, where secrets are, nor our descriptors, and it ends when the socket is closed.
package final class WorkerProcess {
    /// Our end of the socket.
    package let descriptor: Int32
    package let identifier: Int32
    private var ending: WorkerEnding?

    /// Starts the program with the socket as its standard input and output.
    ///
    /// - Parameters:
    ///   - command: the program's path, and its arguments.
    ///   - isQuiet: whether what it writes to its standard error goes nowhere, rather than where ours goes.
    ///   - errorOutput: keeps what it writes there.
    /// - Throws: ``WorkerStartFailure`` naming the command and the system's reason.
    package init(_ command: [String], isQuiet: Bool = false, errorOutput: WorkerErrorOutput? = nil) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Self.failure(command, errno)
        }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        if let errorOutput { posix_spawn_file_actions_adddup2(&actions, errorOutput.writing, STDERR_FILENO) }
        if isQuiet { posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) }
        // Neither the database nor anybody's connection is the worker's business; glibc passes over descriptors that have
        // been closed meanwhile. What is opened between here and the start, the worker closes itself.
        for descriptor in Self.openDescriptors() { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = Self.attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = WorkerEnvironment.entries.map { strdup($0) } + [nil]
        defer { for string in arguments + environment { free(string) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, command[0], &actions, &attributes, &arguments, &environment)
        guard code == 0 else {
            close(ends[0])
            throw Self.failure(command, code)
        }
        self.identifier = identifier
        descriptor = ends[0]
    }

    deinit {
        end()
    }

    /// Whether the process stands still (`SIGSTOP`): it neither answers nor ends.
    package var isStopped: Bool {
        guard ending == nil else { return false }
        var information = siginfo_t()
        // Leaves the process in the state that it is in.
        let code = waitid(P_PID, id_t(identifier), &information, WSTOPPED | WNOHANG | WNOWAIT)
        return code == 0 && information.si_signo == SIGCHLD
    }

    /// Ends the process if it has not ended, and lets the system forget it.
    ///
    /// - Returns: how it ended; one that was about to die by itself still tells of what.
    @discardableResult
    package func end() -> WorkerEnding {
        if let ending { return ending }
        close(descriptor)
        // One that hangs does not notice that nobody listens any more.
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let ending = WorkerEnding(status: status)
        self.ending = ending
        return ending
    }

    /// For the worker itself, before anything else: closes what it was not meant to get, lets what ends the bridge's
    /// whole process group pass, as the bridge still needs it while it stops, and what bids all of a service to read its
    /// configuration anew; leaves no picture of its memory behind.
    package static func begin() {
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        for descriptor in openDescriptors() { close(descriptor) }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        offerMemory()
    }

    /// Where memory runs out, a worker goes before the bridge, which replaces it. A system that does not take this has its
    /// own order, in which a worker does as well.
    private static func offerMemory() {
        let descriptor = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "500", 3)
        close(descriptor)
    }

    /// No signal is blocked or ignored in the worker: a thread of the runtime, which may be what starts it, blocks all.
    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
    }

    private static func openDescriptors() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 > STDERR_FILENO }
    }

    private static func failure(_ command: [String], _ code: Int32) -> WorkerStartFailure {
        WorkerStartFailure(
            description: "\(command.joined(separator: " ")) cannot be started: \(String(cString: strerror(code)))")
    }
}
