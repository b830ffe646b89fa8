import Dispatch
import Glibc
import Logging
import ServiceLifecycle

/// Reports to systemd, if it started the bridge with `Type=notify`, that the bridge is ready, reloads its files, is
/// alive, and stops.
///
/// A task on the same pool as everything else answers the watchdog: a bridge whose pool is blocked, or whose process
/// hangs, is restarted.
struct ServiceStatus: Service {
    /// The socket; `nil` if nobody expects reports.
    private let socket: NotifySocket?
    /// The timeout of the watchdog; `nil` without one.
    private let watchdog: Duration?
    private let logger: Logger

    /// - Parameter environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` as systemd sets them.
    init(environment: [String: String], logger: Logger) {
        socket = environment["NOTIFY_SOCKET"].map(NotifySocket.init)
        // sd_watchdog_enabled(3): variables for another process must be ignored.
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init) ?? 0
        watchdog = isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
        self.logger = logger
    }

    /// Reports that requests are accepted.
    func becameReady() {
        tell("READY=1")
    }

    /// Reports that files are being reloaded while `body` runs.
    func whileReloading(_ body: () async -> Void) async {
        // CLOCK_MONOTONIC, as systemd requires.
        tell("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)")
        await body()
        tell("READY=1")
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if socket != nil, let watchdog {
                group.addTask {
                    while !Task.isCancelled {
                        tell("WATCHDOG=1")
                        // Half of the timeout, as sd_watchdog_enabled(3) advises.
                        try await Task.sleep(for: watchdog / 2)
                    }
                }
            }
            try await gracefulShutdown()
            tell("STOPPING=1")
            group.cancelAll()
        }
    }

    private func tell(_ state: String) {
        do {
            try socket?.send(state)
        } catch {
            logger.warning("systemd cannot be told how the bridge stands", metadata: ["reason": "\(error)"])
        }
    }
}
