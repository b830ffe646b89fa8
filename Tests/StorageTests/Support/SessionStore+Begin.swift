import Administration
import Foundation

extension SessionStore {
    /// Begins the session of an embedded operator, who has no password.
    func begin(_ session: Session, digest: String, at now: Date) async throws {
        _ = try await begin(session, digest: digest, at: now, password: nil)
    }
}
