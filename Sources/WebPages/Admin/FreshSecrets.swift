import ConcurrencyPrimitives
import Foundation

/// New secrets, kept for some minutes for the users who created them.
///
/// The page that shows a secret has its own address, so that reloading it does not create another secret.
final class FreshSecrets: Sendable {
    struct Secret: Sendable, Equatable {
        var text: String
        /// The name of what the secret is for.
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

    /// - Parameter user: the id of the user who may see the secret.
    /// - Returns: the key of the secret.
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

    /// - Returns: `nil` for another user, and once the secret has expired.
    func secret(_ key: String, for user: String) -> Secret? {
        let now = now()
        return kept.withLock { kept in
            kept[key].flatMap { $0.user == user && $0.until > now ? $0.secret : nil }
        }
    }
}
