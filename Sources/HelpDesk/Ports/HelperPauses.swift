/// Stores which helpers do not want to be disturbed; ``CallCenterSource/current`` has them.
public protocol HelperPauses: Sendable {
    /// Switches a helper's *do not disturb* on or off. Returns when it is on disk and in the settings.
    func setPaused(_ number: String, _ isPaused: Bool) async throws
}
