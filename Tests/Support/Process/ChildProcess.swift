import Foundation
public import Glibc

/// A program run beside the test.
///
/// Not Foundation's `Process`: on Linux that watches its children with `select`, which writes past the end of its
/// set once the test process has more than 1,024 descriptors, and its `waitUntilExit` spins.
public final class ChildProcess: Sendable {
    public let identifier: pid_t
    /// The read end of its standard output.
    private let output: Int32

    /// Why a program could not be run.
    public struct Failure: Error {
        public let reason: String
    }

    /// Starts a program found in the search path.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - inputFile: What it reads; nothing by default.
    ///   - errorFile: Where its error output is appended; thrown away by default.
    /// - Throws: ``Failure`` when it cannot be started.
    public init(_ arguments: [String], inputFile: String = "/dev/null", errorFile: String = "/dev/null") throws {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else {
            throw Failure(reason: "pipe: \(String(cString: strerror(errno)))")
        }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(pipe[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, inputFile, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // Sockets of tests that run at the same time are none of its business.
        // glibc passes over those that have been closed meanwhile.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            guard let descriptor = Int32(name), descriptor > STDERR_FILENO else { continue }
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // The threads that run tests block most signals, and a child inherits that: it would never see SIGTERM, and
        // Asterisk could not wake its manager's sessions.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var vector = arguments.map { strdup($0) } + [nil]
        defer { for string in vector { free(string) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, arguments[0], &actions, &attributes, &vector, environ)
        guard code == 0 else {
            close(pipe[0])
            throw Failure(reason: "\(arguments[0]): \(String(cString: strerror(code)))")
        }
        self.identifier = identifier
        output = pipe[0]
    }

    deinit {
        close(output)
    }

    /// Reads its output until it ends, or until `isEnough` says so.
    public func read(until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                var buffer = [UInt8](repeating: 0, count: 4_096)
                while !isEnough(text) {
                    let count = Glibc.read(self.output, &buffer, buffer.count)
                    guard count > 0 else { break }
                    text += String(decoding: buffer[..<count], as: UTF8.self)
                }
                continuation.resume(returning: text)
            }
        }
    }

    /// Kills it, if it still runs, and takes its exit status.
    @discardableResult
    public func end() -> ExitStatus {
        kill(identifier, SIGKILL)
        return waitForExit()
    }

    /// Asks it to end (SIGTERM), and takes its exit status.
    @discardableResult
    public func terminate() -> ExitStatus {
        kill(identifier, SIGTERM)
        return waitForExit()
    }

    /// Waits for its end, which must be near: call it once, after its output has ended.
    @discardableResult
    public func waitForExit() -> ExitStatus {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
        return ExitStatus(status: status)
    }
}

/// How a program ended.
public struct ExitStatus: Sendable, Equatable {
    let status: Int32

    /// What it gave to `exit`; 128 and the signal's number when a signal ended it, as in a shell.
    public var exitCode: Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
