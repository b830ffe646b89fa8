import ConcurrencyPrimitives
package import Foundation
import HelpDesk

/// Until when sessions live that were used, while the database does not have it yet: on a full disk nobody is signed
/// out by it.
package final class SessionExtensions: Sendable {
    private static let maximumRemembered = 10_000

    private let dates = Locked<[String: Date]>([:])

    package init() {}

    /// Returns the expiry of a session; `nil` if the database has it.
    package func date(digest: String) -> Date? { dates.withLock { $0[digest] } }

    /// Stores the expiry of a session if there is room.
    package func note(_ date: Date, digest: String) {
        dates.withLock { dates in
            guard dates[digest] != nil || dates.count < Self.maximumRemembered else { return }
            dates[digest] = date
        }
    }

    /// Forgets an expiry that is on disk, unless the session was used again in the meantime.
    package func written(_ date: Date, digest: String) {
        dates.withLock { if $0[digest] == date { $0[digest] = nil } }
    }

    /// Forgets a session that has ended.
    package func forget(digest: String) {
        dates.withLock { _ = $0.removeValue(forKey: digest) }
    }
}
