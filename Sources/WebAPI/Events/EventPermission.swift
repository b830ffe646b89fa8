import Administration
import HelpDesk
import WebServer

/// Restricts an event stream to what its listener may see, and ends it when they sign out or their token is revoked.
struct EventPermission {
    struct Ended: Error {}

    /// The time for which the listener's rights are used before they are read again.
    private static let freshness = Duration.seconds(1)

    private let context: AuthenticatedRequestContext
    private var checked = ContinuousClock.now

    init(_ context: AuthenticatedRequestContext) {
        self.context = context
    }

    /// - Throws: ``Ended`` if the rights are gone, and another error if they cannot be read.
    mutating func covers(_ signal: HelpRequestSignal) async throws -> Bool {
        if ContinuousClock.now - checked >= Self.freshness {
            guard try await context.isStillGood() else { throw Ended() }
            checked = .now
        }
        switch signal {
        case .quiet, .position: return true
        case .person(let status): return context.credential.admits(status)
        case .change(let change): return context.credential.view.admits(change.request)
        }
    }
}
