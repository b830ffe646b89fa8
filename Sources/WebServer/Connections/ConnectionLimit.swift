import HummingbirdCore
import Logging

/// Limits the number of open connections; further ones, including those of monitoring, wait in the system's backlog.
struct ConnectionLimit: AvailableConnectionsDelegate {
    private let maximum: Int
    private let logger: Logger
    private var count = 0
    private var isReached = false

    /// - Parameters:
    ///   - maximum: the limit over all addresses.
    ///   - logger: logs when the limit is reached and when there is room again.
    init(_ maximum: Int, logger: Logger) {
        self.maximum = maximum
        self.logger = logger
    }

    mutating func connectionOpened() {
        count += 1
        guard count >= maximum, !isReached else { return }
        isReached = true
        logger.warning(
            "http.limits.connections is reached; new connections must wait",
            metadata: ["connections": "\(count)"])
    }

    mutating func connectionClosed() {
        count -= 1
        // With a margin, so that a count around the limit is not logged again and again.
        guard isReached, count <= maximum * 9 / 10 else { return }
        isReached = false
        logger.notice("there is room for connections again", metadata: ["connections": "\(count)"])
    }

    func isAcceptingNewConnections() -> Bool { count < maximum }
}
