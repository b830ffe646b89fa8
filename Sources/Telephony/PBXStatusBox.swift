import ConcurrencyPrimitives
import Foundation
import HelpDesk

/// Holds a driver's status for readers on other threads.
final class PBXStatusBox: Sendable {
    private let current: Locked<PBXStatus>

    init(_ detail: String) {
        current = Locked(PBXStatus(isConnected: false, since: Date(), detail: detail))
    }

    var value: PBXStatus {
        current.withLock { $0 }
    }

    /// Notes a change; repeating the same state renews its detail but not its time.
    func set(isConnected: Bool, detail: String) {
        current.withLock { current in
            if current.isConnected != isConnected {
                current = PBXStatus(isConnected: isConnected, since: Date(), detail: detail)
            } else {
                current.detail = detail
            }
        }
    }
}
