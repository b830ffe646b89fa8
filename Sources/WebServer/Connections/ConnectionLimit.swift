import HummingbirdCore
import Logging

/// Lets no more connections in than there may be at once; others wait in the system's backlog, whoever watches the bridge
/// among them.
struct ConnectionLimit: AvailableConnectionsDelegate {
    private let maximum: Int
    private let logger: Logger
    private var count = 0
    private var isReached = false

    /// - Parameters:
    ///   - maximum: how many there may be, over all addresses.
    ///   - logger: told when there are so many, and when there is room again.
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
        // Not at once: around the limit it would be told of each.
        guard isReached, count <= maximum * 9 / 10 else { return }
        isReached = false
        logger.notice("there is room for connections again", metadata: ["connections": "\(count)"])
    }

    func isAcceptingNewConnections() -> Bool { count < maximum }
}
