public import Crypto
public import HelpDesk

/// A store of the call centre's settings.
public protocol SettingsStore: CallCenterSource {
    /// The key for the tags of settings: a secret shared by all bridges that share the settings.
    var tagKey: SymmetricKey { get }
    /// Changes the settings depending on what they are, all or nothing, and makes the result ``current``.
    ///
    /// Each change is recorded in the audit log.
    ///
    /// - Parameters:
    ///   - dryRun: whether to report only.
    ///   - author: the author in the audit log.
    ///   - change: returns the new settings for the stored ones; people's presences stay as they are.
    /// - Returns: the changes; in a dry run, those that would be made.
    /// - Throws: any error of `change`, `AdministrationError.invalid` if something in the result would name what does
    ///   not exist, and any error of the database. Nothing is changed then.
    @discardableResult
    func edit(
        dryRun: Bool, by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws -> ChangeReport
}
