import ConcurrencyPrimitives
import Foundation

/// The time of each helper's last answer, for routes that ring the least recent helper first.
final class HelperHistory: Sendable {
    private let times = Locked<[String: Date]>([:])

    var answers: [String: Date] { times.withLock { $0 } }

    /// Records who picked up in a request.
    func learn(_ request: HelpRequest) {
        let answered = request.attempts.filter { $0.result == .answered }.map(\.extension)
        guard !answered.isEmpty else { return }
        times.withLock { times in
            for number in answered { times[number] = max(times[number] ?? .distantPast, request.updatedAt) }
        }
    }
}
