import Foundation

/// A process that speaks for this one, at the other end of a socket.
final class WorkerProcess {
    let socket: FrameSocket
    private let identifier: pid_t

    /// Starts the program with the socket as its standard input and output.
    ///
    /// - Parameter command: the program's path, and its arguments.
    /// - Throws: `SpeechError.engineUnavailable`.
    init(_ command: [String]) throws {
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
        // Neither the database nor anybody's connection is the worker's business; glibc passes over descriptors that have
        // been closed meanwhile.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            guard let descriptor = Int32(name), descriptor > STDERR_FILENO else { continue }
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var vector: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for string in vector { free(string) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, command[0], &actions, nil, &vector, environ)
        guard code == 0 else {
            close(ends[0])
            throw Self.failure(command, code)
        }
        self.identifier = identifier
        socket = FrameSocket(descriptor: ends[0])
    }

    deinit {
        end()
    }

    /// Ends the process if it has not ended, and lets the system forget it.
    private func end() {
        close(socket.descriptor)
        // One that hangs does not notice that nobody listens any more.
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }

    private static func failure(_ command: [String], _ code: Int32) -> SpeechError {
        .engineUnavailable(
            reason: "\(command.joined(separator: " ")) cannot be started: \(String(cString: strerror(code)))")
    }
}
