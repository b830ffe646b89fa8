import ArgumentParser

extension SetupCommand {
    /// The answer for using no CRM.
    static let noCRM = "none"

    /// Rejects options for another kind of PBX, which would otherwise be ignored silently.
    ///
    /// - Throws: `ValidationError`.
    func refuseOptions(without driver: BridgeConfiguration.PBX.Driver) throws {
        guard pbxURL == nil || driver == .ari else { throw ValidationError("--pbx-url goes with --pbx ari") }
        guard pbxHost == nil || driver == .ami else { throw ValidationError("--pbx-host goes with --pbx ami") }
        guard driver == .simulated else { return }
        guard pbxUser == nil else { throw ValidationError("--pbx-user goes with --pbx ari or ami") }
        guard pbxPassword == nil else { throw ValidationError("--pbx-password goes with --pbx ari or ami") }
    }

    /// Rejects options for a CRM if there is none.
    func refuseCRMOptions() throws {
        guard crmURL == nil else { throw ValidationError("--crm-url goes with --crm") }
        guard crmCredential.isEmpty else { throw ValidationError("--crm-credential goes with --crm") }
    }
}
