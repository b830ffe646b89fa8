import ConcurrencyPrimitives
import HelpDesk

/// Holds a driver's status for readers on other threads.
final class PBXStatusBox: Sendable {
    private let current: Locked<PBXStatus>

    init(_ detail: String) {
        current = Locked(PBXStatus(isConnected: false, detail: detail))
    }

    var value: PBXStatus {
        current.withLock { $0 }
    }

    func set(isConnected: Bool, detail: String) {
        current.withLock { $0 = PBXStatus(isConnected: isConnected, detail: detail) }
    }
}
