public import Foundation

/// A PostgreSQL server of its own, in a folder of its own, that listens on a Unix socket only.
///
/// It ends with the process that started it, however that ends: a shell beside it waits for a pipe to close.
public final class PostgreSQLServer: Sendable {
    /// PostgreSQL is not on this machine.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description = "there is no /usr/lib/postgresql/15: install postgresql-15"
    }

    static let programs = "/usr/lib/postgresql/15/bin"
    /// The server itself.
    public static let program = "\(programs)/postgres"
    /// PostgreSQL refuses to run as root; a build machine's tests may.
    static let account = getuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : ""
    private static let shared = Task { try await PostgreSQLServer.start() }

    /// The folder of its files, its socket's as well.
    public let folder: URL
    private let settings: [String]
    private let child = Child()

    /// The shell that looks after the server.
    private final class Child: @unchecked Sendable {  // `process` is touched only under `lock`
        private let lock = NSLock()
        private var process: ChildProcess?

        func set(_ process: ChildProcess) { lock.withLock { self.process = process } }

        func take() -> ChildProcess? { lock.withLock { process.take() } }
    }

    /// One server for all tests of a process, which each make a database of their own in it.
    public static func sharedServer() async throws -> PostgreSQLServer { try await shared.value }

    /// Starts a server, and waits until it takes connections.
    ///
    /// - Parameter settings: as in `postgresql.conf`.
    public static func start(_ settings: [String] = []) async throws -> PostgreSQLServer {
        guard FileManager.default.isExecutableFile(atPath: program) else { throw Unavailable() }
        let server = try await emptyFolder(settings)
        let (folder, log) = (server.folder, server.folder.appendingPathComponent("log").path)
        try await run(
            """
            \(account)\(programs)/initdb -D \(folder.path)/data -U helpbridge -A trust -E UTF8 --locale=C.UTF-8 \
            --no-sync >> \(log) 2>&1
            """)
        try await server.resume()
        return server
    }

    /// A server that has no data yet.
    static func emptyFolder(_ settings: [String] = []) async throws -> PostgreSQLServer {
        // Not in the test's own folder: the path of a socket has 107 characters at most.
        let folder = URL(fileURLWithPath: "/tmp/hb-pg-\(UUID().uuidString.prefix(8))")
        let log = folder.appendingPathComponent("log").path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try await run(
            """
            touch \(log) && chmod 666 \(log)
            \(getuid() == 0 ? "chown nobody \(folder.path)" : ":")
            """)
        return PostgreSQLServer(folder: folder, settings: settings)
    }

    private init(folder: URL, settings: [String]) {
        self.folder = folder
        self.settings = settings
    }

    /// Starts it again after ``stop()``, and waits until it takes connections.
    public func resume() async throws {
        let started = try Self.launch(folder, settings)
        guard await started.read(until: { $0.contains("ready") }).contains("ready") else {
            let log = try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)
            throw ChildProcess.Failure(reason: "PostgreSQL did not start: \(log ?? "no log")")
        }
        child.set(started)
    }

    /// Ends it as a broken machine would: every connection breaks at once.
    public func stop() {
        child.take()?.terminate()
    }

    /// Ends it without letting it write anything more, or tell its replica.
    public func crash() {
        guard let shell = child.take() else { return }
        kill(shell.identifier, SIGUSR1)
        shell.waitForExit()
    }

    /// Ends it for good.
    public func end() {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func launch(_ folder: URL, _ settings: [String]) throws -> ChildProcess {
        let options =
            (["listen_addresses=''", "unix_socket_directories=\(folder.path)", "max_connections=200"] + settings)
            .map { "-c \($0)" }.joined(separator: " ")
        // The parent's end of the output closes when it dies; the shell then ends the server.
        return try ChildProcess(
            [
                "/bin/sh", "-c",
                """
                \(account)\(program) -D \(folder.path)/data \(options) >> \(folder.path)/log 2>&1 &
                server=$!
                trap 'kill -INT $server; wait $server
                    kill -0 \(getpid()) 2> /dev/null || rm -rf \(folder.path)
                    exit' TERM
                trap 'kill -QUIT $server; wait $server
                    exit' USR1
                until [ -S \(folder.path)/.s.PGSQL.5432 ] && \(programs)/pg_isready -q -h \(folder.path); do
                    kill -0 $server || exit 1
                    sleep 0.05
                done
                echo ready
                while kill -0 $server 2> /dev/null && kill -0 \(getpid()) 2> /dev/null; do sleep 0.5 & wait $!; done
                kill -INT $server 2> /dev/null
                wait $server
                rm -rf \(folder.path)
                """,
            ])
    }

    private static func run(_ script: String) async throws {
        let child = try ChildProcess(["/bin/sh", "-ec", script])
        _ = await child.read()
        let code = child.waitForExit().exitCode
        guard code == 0 else { throw ChildProcess.Failure(reason: "initdb ended with \(code)") }
    }

    /// The address of a database in it.
    public func url(database: String = "postgres") -> String {
        "postgresql://helpbridge@\(Self.host(folder.path))/\(database)"
    }

    /// The folder of a socket as a host in an address.
    public static func host(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
    }
}
