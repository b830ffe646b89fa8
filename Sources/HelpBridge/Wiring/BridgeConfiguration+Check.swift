import Files
import Foundation
import Speech
import WebServer

extension BridgeConfiguration {
    /// Looks for what keeps a bridge from starting beside what its files say, as the bridge does, and touches nothing.
    /// Where root asks, it is looked at as the user to whom the database belongs.
    ///
    /// - Returns: what keeps it from nothing yet, and is to be seen to.
    /// - Throws: `HelpBridgeError` or `TelephonyError`, naming the setting.
    func checkWiring() async throws -> [String] {
        // Root may read and write what the bridge may not.
        try await asOwner { try checkOwnWiring() }
    }

    private func checkOwnWiring() throws -> [String] {
        var listening = self
        // Which port a bridge would take that may take any does not matter here.
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
