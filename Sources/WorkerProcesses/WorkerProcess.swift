import Foundation

/// A child process that does work that must not run in this process, at the other end of a socket.
///
/// It gets neither our environment, which holds secrets, nor our descriptors, and it ends when the socket is closed.
package final class WorkerProcess {
    /// Our end of the socket.
    package let descriptor: Int32
    package let identifier: Int32
    private var ending: WorkerEnding?

    /// Starts the program with the socket as its standard input and output.
    ///
    /// - Parameters:
    ///   - command: the program's path, and its arguments.
    ///   - isQuiet: whether to discard its standard error, rather than share ours.
    ///   - errorOutput: the pipe that keeps its standard error.
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
        // The worker must not inherit the database or connections; glibc skips descriptors that were closed in the
        // meantime. The worker itself closes those that are opened between here and its start.
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

    /// Whether the process is suspended (`SIGSTOP`), so that it neither answers nor ends.
    package var isStopped: Bool {
        guard ending == nil else { return false }
        var information = siginfo_t()
        // WNOWAIT leaves the process in its state.
        let code = waitid(P_PID, id_t(identifier), &information, WSTOPPED | WNOHANG | WNOWAIT)
        return code == 0 && information.si_signo == SIGCHLD
    }

    /// Kills the process if it is still running, and reaps it.
    ///
    /// - Returns: how the process ended; if it was already ending by itself, with its own reason.
    @discardableResult
    package func end() -> WorkerEnding {
        if let ending { return ending }
        close(descriptor)
        // A hung worker does not notice that the socket is closed.
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let ending = WorkerEnding(status: status)
        self.ending = ending
        return ending
    }

    /// Prepares the worker's own process; must be called before anything else.
    ///
    /// Closes inherited descriptors that are not meant for the worker, and disables core dumps. Ignores the signals
    /// that stop the whole process group, since the bridge still needs the worker while it stops, and SIGHUP, which
    /// makes a service reload its configuration.
    package static func begin() {
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        for descriptor in openDescriptors() { close(descriptor) }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        offerMemory()
    }

    /// Makes the kernel kill this worker before the bridge if memory runs out; the bridge replaces it.
    ///
    /// Failures are ignored: the system's default order then applies.
    private static func offerMemory() {
        let descriptor = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "500", 3)
        close(descriptor)
    }

    /// Unblocks all signals and resets their handlers in the worker: the thread that starts it may belong to the
    /// runtime, which blocks all signals.
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
