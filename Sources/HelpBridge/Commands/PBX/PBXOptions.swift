import ArgumentParser

/// The PBX that a command applies to, if there are several.
struct PBXOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The id of a PBX; all of them by default.", valueName: "id"))
    var pbx: String?

    /// - Throws: `HelpBridgeError` if the PBX is not configured.
    func chosen(in configuration: BridgeConfiguration) throws -> [BridgeConfiguration.PBX] {
        guard let pbx else { return configuration.pbxs }
        let chosen = configuration.pbxs.filter { $0.id == pbx }
        guard !chosen.isEmpty else {
            let known = configuration.pbxs.map(\.id).joined(separator: ", ")
            throw HelpBridgeError.failed("no PBX has the id \(pbx); configured: \(known)")
        }
        return chosen
    }
}
