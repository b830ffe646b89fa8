public import Crypto
public import HelpDesk

/// Keeps the call centre's settings.
public protocol SettingsStore: CallCenterSource {
    /// With what the tags of settings are made: a secret that all bridges share who share the settings.
    var tagKey: SymmetricKey { get }
    /// Changes the settings by a look at what they are, all or nothing, and makes the outcome ``current``. Each change is
    /// noted in the audit log.
    ///
    /// - Parameters:
    ///   - dryRun: whether to report only.
    ///   - author: whom the audit log names.
    ///   - change: makes the new settings of the stored ones; people's presences stay as they are.
    /// - Returns: what was changed; in a dry run, what would be.
    /// - Throws: what `change` throws, `AdministrationError.invalid` when something in the outcome would name what does not
    ///   exist, and what the database throws. Nothing is changed then.
    @discardableResult
    func edit(
        dryRun: Bool, by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws -> ChangeReport
}
