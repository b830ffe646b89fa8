import Foundation

/// Holds the take that may be kept, the last one only.
final class TakeFiles: Sendable {
    private let lock = NSLock()
    // Guarded by `lock`.
    nonisolated(unsafe) private var last: (take: TakeID, file: [UInt8])?

    func put(_ file: [UInt8], of take: TakeID) {
        lock.withLock { last = (take, file) }
    }

    func file(of take: TakeID) -> [UInt8]? {
        lock.withLock { last?.take == take ? last?.file : nil }
    }
}
