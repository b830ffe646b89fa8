import Foundation
import HelpDesk

/// Catches the record that the help desk has committed, so that the first answer is the one that will be replayed.
final class FirstAnswer: @unchecked Sendable {  // `record` is only touched under `lock`.
    private let lock = NSLock()
    private var record: IdempotencyRecord?

    /// What was committed; `nil` when the help desk made no new request.
    var committed: IdempotencyRecord? {
        lock.withLock { record }
    }

    func make(key: String, fingerprint: String, for request: HelpRequest) throws -> IdempotencyRecord {
        let made = IdempotencyRecord(
            key: key, fingerprint: fingerprint, request: request.id, response: try ResponseJSON.text(request))
        lock.withLock { record = made }
        return made
    }
}
