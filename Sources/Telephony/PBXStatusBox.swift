import Foundation
import NIOConcurrencyHelpers

/// Holds a driver's status for readers on other threads.
final class PBXStatusBox: Sendable {
    private let current: NIOLockedValueBox<PBXStatus>

    init(_ detail: String) {
        current = NIOLockedValueBox(PBXStatus(isConnected: false, since: Date(), detail: detail))
    }

    var value: PBXStatus {
        current.withLockedValue { $0 }
    }

    /// Notes a change; repeating the same state renews its detail but not its time.
    func set(isConnected: Bool, detail: String) {
        current.withLockedValue { current in
            if current.isConnected != isConnected {
                current = PBXStatus(isConnected: isConnected, since: Date(), detail: detail)
            } else {
                current.detail = detail
            }
        }
    }
}
