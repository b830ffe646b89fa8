import Dispatch
import Glibc
import Logging
import ServiceLifecycle

/// Tells systemd, where that has started us with `Type=notify`, that the bridge takes requests, reads its files anew,
/// lives, and stops.
///
/// The watchdog is answered by a task of the pool on which everything else runs: a bridge whose pool is blocked, or whose
/// process hangs, is started anew.
struct ServiceStatus: Service {
    /// `nil` where nobody wants to know.
    private let socket: NotifySocket?
    /// How long the watchdog waits; `nil` without one.
    private let watchdog: Duration?
    private let logger: Logger

    /// - Parameter environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` as systemd sets them.
    init(environment: [String: String], logger: Logger) {
        socket = environment["NOTIFY_SOCKET"].map(NotifySocket.init)
        // sd_watchdog_enabled(3): what is meant for another process is none of our business.
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init) ?? 0
        watchdog = isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
        self.logger = logger
    }

    /// Says that requests are taken.
    func becameReady() {
        tell("READY=1")
    }

    /// Says that files are read anew while `body` does it.
    func whileReloading(_ body: () async -> Void) async {
        // CLOCK_MONOTONIC, as systemd counts.
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
                        // Half of it, as sd_watchdog_enabled(3) advises.
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
