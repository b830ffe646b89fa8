import HelpDesk
import WebServer

/// Catches the record that the help desk has committed, so that the first answer is the one that will be replayed.
final class FirstAnswer: Sendable {
    private let record = Locked<IdempotencyRecord?>(nil)

    /// What was committed; `nil` when the help desk made no new request.
    var committed: IdempotencyRecord? {
        record.withLock { $0 }
    }

    func make(key: String, fingerprint: String, for request: HelpRequest) throws -> IdempotencyRecord {
        let made = IdempotencyRecord(
            key: key, fingerprint: fingerprint, request: request.id, response: try ResponseJSON.text(request))
        record.withLock { $0 = made }
        return made
    }
}
