import ConcurrencyPrimitives
import Foundation
import HelpDesk

/// Until when sessions live that were used, while the database does not have it yet: on a full disk nobody is signed out
/// by it.
final class SessionExtensions: Sendable {
    private static let mostRemembered = 10_000

    private let dates = Locked<[String: Date]>([:])

    /// Until when a session lives; `nil` when the database knows better.
    func date(digest: String) -> Date? { dates.withLock { $0[digest] } }

    func note(_ date: Date, digest: String) {
        dates.withLock { dates in
            guard dates[digest] != nil || dates.count < Self.mostRemembered else { return }
            dates[digest] = date
        }
    }

    /// Forgets what is on disk, unless the session was used again meanwhile.
    func written(_ date: Date, digest: String) {
        dates.withLock { if $0[digest] == date { $0[digest] = nil } }
    }

    func forget(digest: String) {
        dates.withLock { _ = $0.removeValue(forKey: digest) }
    }
}
