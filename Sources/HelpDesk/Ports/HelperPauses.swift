/// Keeps who does not want to be disturbed; ``CallCenterSource/current`` tells it.
public protocol HelperPauses: Sendable {
    /// Switches a helper's *do not disturb* on or off. Returns after the disk has it and the settings tell it.
    func setPaused(_ number: String, _ isPaused: Bool) async throws
}
