import Foundation

/// Holds a driver's status for readers on other threads.
final class PBXStatusBox: @unchecked Sendable {  // every access to `current` is under `lock`
    private let lock = NSLock()
    private var current: PBXStatus

    init(_ detail: String) {
        current = PBXStatus(isConnected: false, since: Date(), detail: detail)
    }

    var value: PBXStatus {
        lock.withLock { current }
    }

    /// Notes a change; repeating the same state renews its detail but not its time.
    func set(isConnected: Bool, detail: String) {
        lock.withLock {
            if current.isConnected != isConnected {
                current = PBXStatus(isConnected: isConnected, since: Date(), detail: detail)
            } else {
                current.detail = detail
            }
        }
    }
}
