import Foundation

/// A value behind a lock, for the short moments in which it is read or changed.
final class Locked<Value: Sendable>: @unchecked Sendable {  // `value` is only touched under `lock`.
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&value) }
    }
}
