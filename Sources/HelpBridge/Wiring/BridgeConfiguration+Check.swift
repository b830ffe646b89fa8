import Files
import Foundation
import Speech
import WebServer

extension BridgeConfiguration {
    /// Checks, as the bridge does at start but without changing anything, for obstacles that the configuration files do
    /// not show.
    ///
    /// If root runs the check, it runs as the database's owner.
    ///
    /// - Returns: warnings about problems that do not prevent the start yet.
    /// - Throws: `HelpBridgeError` or `TelephonyError`, naming the setting.
    func checkWiring() async throws -> [String] {
        // Root can read and write files that the bridge cannot.
        try await asOwner { try checkOwnWiring() }
    }

    private func checkOwnWiring() throws -> [String] {
        var listening = self
        // If any port may be used, the actual number does not matter here.
        if listening.http.port == 0 { listening.http.port = 8080 }
        for pbx in pbxs {
            switch pbx.driver {
            case .ari: _ = try PBXDrivers.ari(pbx, publicURL: http.publicURL ?? listening.localAddress ?? "")
            case .ami: _ = try PBXDrivers.ami(pbx)
            case .simulated: break
            }
        }
        _ = try WebInterface.tokens(self)
        let warning: String?
        do {
            warning = try http.tls.map(WebServerConfiguration.TLS.init)?.check().warning(at: Date())
        } catch {
            throw HelpBridgeError.configuration("http.tls: \(error)")
        }
        try checkDatabaseFile()
        try checkPromptOwner()
        do {
            try PromptCache.check(directory: promptDirectory)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
        return warning.map { ["http.tls: \($0)"] } ?? []
    }

    private func checkDatabaseFile() throws(HelpBridgeError) {
        guard databaseServer == nil else { return }
        guard !ShippedFiles.isDirectory(database) else {
            throw .configuration("database.path: expected the path of a file, found the folder \(database)")
        }
        let folder = URL(fileURLWithPath: database).deletingLastPathComponent().path
        guard FolderAccess.isUsable(folder) else {
            throw .configuration(
                "database.path: the folder \(folder) cannot be made, or not be written to, by user \(geteuid()); check "
                    + "the path and its rights")
        }
    }
}
