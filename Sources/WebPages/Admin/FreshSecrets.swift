import ConcurrencyPrimitives
import Foundation

/// Secrets that have just been made, for some minutes and for whoever has made them: the page that shows one has an address
/// of its own, so that loading it anew makes no further one.
final class FreshSecrets: Sendable {
    struct Secret: Sendable, Equatable {
        var text: String
        /// What it is for.
        var name: String
    }

    private struct Kept {
        var secret: Secret
        var user: String
        var until: Date
    }

    private static let minutes = 5.0
    private static let maximumCount = 100

    private let now: @Sendable () -> Date
    private let kept = Locked<[String: Kept]>([:])

    init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// - Parameter user: the id of whoever may see it.
    /// - Returns: by which it is found.
    func keep(_ secret: Secret, for user: String) -> String {
        let key = UUID().uuidString.lowercased()
        let now = now()
        kept.withLock { kept in
            kept = kept.filter { $0.value.until > now }
            if kept.count >= Self.maximumCount, let oldest = kept.min(by: { $0.value.until < $1.value.until })?.key {
                kept[oldest] = nil
            }
            kept[key] = Kept(secret: secret, user: user, until: now.addingTimeInterval(Self.minutes * 60))
        }
        return key
    }

    /// - Returns: `nil` for anybody else, and later.
    func secret(_ key: String, for user: String) -> Secret? {
        let now = now()
        return kept.withLock { kept in
            kept[key].flatMap { $0.user == user && $0.until > now ? $0.secret : nil }
        }
    }
}
