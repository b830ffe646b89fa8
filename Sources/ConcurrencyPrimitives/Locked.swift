import Foundation

/// A value behind a lock that is held only while the value is read or changed.
///
/// Not `Mutex`, for which ThreadSanitizer reports false races.
package final class Locked<Value> {
    private let lock = NSLock()
    private var value: Value

    package init(_ value: Value) {
        self.value = value
    }

    package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&value) }
    }
}

extension Locked: @unchecked Sendable where Value: Sendable {}  // `value` is touched only under `lock`
