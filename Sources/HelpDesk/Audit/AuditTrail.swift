/// A log of who did what.
public protocol AuditTrail: Sendable {
    /// Records an action by ``Origin/current``.
    ///
    /// It does not throw: the action cannot be undone, and storage failures are reported elsewhere.
    ///
    /// - Parameters:
    ///   - action: a stable word, such as `added`, `took` or `signed_in`.
    ///   - kind: the kind of item, such as `help_request` or `sound`.
    ///   - item: the identifier of the item.
    func note(_ action: String, _ kind: String, _ item: String) async
}
