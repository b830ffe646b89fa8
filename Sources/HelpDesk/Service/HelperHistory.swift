import Foundation

/// When each helper has last picked up, for the route that rings him first who has helped least recently.
final class HelperHistory: Sendable {
    private let lock = NSLock()
    // Guarded by `lock`.
    nonisolated(unsafe) private var times: [String: Date] = [:]

    var answers: [String: Date] { lock.withLock { times } }

    /// Notes who has picked up in a request.
    func learn(_ request: HelpRequest) {
        let answered = request.attempts.filter { $0.result == .answered }.map(\.extension)
        guard !answered.isEmpty else { return }
        lock.withLock {
            for number in answered { times[number] = max(times[number] ?? .distantPast, request.updatedAt) }
        }
    }
}
