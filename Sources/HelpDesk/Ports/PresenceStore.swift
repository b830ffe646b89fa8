/// A store of who may be rung; ``CallCenterSource/current`` has the result.
public protocol PresenceStore: Sendable {
    /// Sets a presence, and returns once it is on disk and in the settings.
    ///
    /// Setting the current state again does not change its start time.
    func setPresence(_ state: Presence.State, of number: String) async throws
}
