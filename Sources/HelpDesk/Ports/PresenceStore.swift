/// Stores who may be rung; ``CallCenterSource/current`` has it.
public protocol PresenceStore: Sendable {
    /// Returns when it is on disk and in the settings. One who is in that state already stays in it since the same time.
    func setPresence(_ state: Presence.State, of number: String) async throws
}
