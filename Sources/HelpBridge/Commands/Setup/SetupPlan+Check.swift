import Administration
import Foundation
import HelpDesk
import ManagerLookup

extension SetupPlan {
    /// Checks that a bridge accepts both files, without writing anything.
    ///
    /// - Returns: the configuration to be written.
    /// - Throws: `HelpBridgeError` or `AdministrationError`, naming the place in the file.
    func check(_ files: SetupFiles) async throws -> BridgeConfiguration {
        let configuration = try await BridgeConfiguration.load(
            file: files.path("helpbridge.yaml"), text: configuration)
        _ = try await configuration.checkWiring()
        let parts = try await BridgeParts(configuration)
        let file = files.path("callcenter.yaml")
        let callCenter = try CallCenterFile(
            yaml: callCenter, name: file, directory: URL(fileURLWithPath: files.directory),
            context: parts.context(existing: CallCenter(), stored: CallCenter())
        ).callCenter
        do {
            try parts.mappings.check(callCenter)
        } catch {
            throw HelpBridgeError.configuration("\(file): \(error)")
        }
        return configuration
    }
}
