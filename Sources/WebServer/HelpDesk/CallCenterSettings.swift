public import Administration
public import LocatedYAML

/// The call centre's settings, as `SettingsService` reads and writes them.
public protocol CallCenterSettings: Sendable {
    /// By id.
    func settings(_ kind: SettingKind) -> [Setting]
    func setting(_ kind: SettingKind, _ id: String) -> Setting?
    func make(
        _ kind: SettingKind, _ content: LocatedValue, by author: String
    ) async throws(AdministrationError) -> Setting
    func put(
        _ kind: SettingKind, _ id: String, _ content: LocatedValue, if condition: SettingCondition, by author: String
    ) async throws(AdministrationError) -> (setting: Setting, isNew: Bool)
    func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(AdministrationError)
    func faults(_ kind: SettingKind, _ contents: [LocatedValue]) -> [FieldFault]
    func put(_ kind: SettingKind, all contents: [LocatedValue], by author: String) async throws(AdministrationError)
}

extension SettingsService: CallCenterSettings {}
