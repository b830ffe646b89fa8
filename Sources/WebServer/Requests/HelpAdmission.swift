import ConcurrencyPrimitives
import HTTPTypes
import HummingbirdCore

/// How many calls for help are accepted at the same time: whoever comes beyond that is told at once to come again.
///
/// Each waits for the disk. Without a limit a flood makes all of them wait, the first press of a button as long as the last;
/// with it, those who are accepted are accepted within a fraction of a second, and what the others cost is bounded.
final class HelpAdmission: Sendable {
    /// A commit takes all that wait for it: many more than these do not make it slower, but a queue longer.
    static let most = 256

    private let limit: Int
    private let count = Locked(0)

    init(limit: Int = most) {
        self.limit = limit
    }

    /// Whether a request calls for help: over the API, by a webhook, or by a page's form.
    static func isCallForHelp(_ request: Request) -> Bool {
        guard request.method == .post else { return false }
        let path = request.uri.path
        return path == "/v1/help-requests" || path.hasPrefix("/v1/webhooks/") || path == "/panel/requests"
    }

    /// Does something while there is room for it.
    ///
    /// - Throws: `Problem.overloaded` when there is none, and what `work` throws.
    func admit<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        let isAdmitted = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw Problem.overloaded }
        defer { count.withLock { $0 -= 1 } }
        return try await work()
    }
}
