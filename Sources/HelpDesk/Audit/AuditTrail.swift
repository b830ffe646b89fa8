/// Notes who has done what.
public protocol AuditTrail: Sendable {
    /// Notes something that was done, by ``Origin/current``. It does not fail: what is done is done, and a disk that takes
    /// nothing is told of elsewhere.
    ///
    /// - Parameters:
    ///   - action: a stable word, such as `added`, `took` or `signed_in`.
    ///   - kind: of the thing, such as `help_request` or `sound`.
    ///   - item: what names the thing.
    func note(_ action: String, _ kind: String, _ item: String) async
}
