import ArgumentParser

extension SetupCommand {
    /// What the PBX lacks is said, and can be mended later.
    func checkPBX(_ plan: SetupPlan, _ configuration: String) async {
        guard !skipCheck, plan.driver != .simulated else { return }
        Console.print("\nThe PBX:\n")
        do {
            try await PBXCheckCommand.parse(["--config", configuration]).run()
        } catch {
            Console.complain("\(error)")
        }
    }

    func next(_ configuration: BridgeConfiguration, _ plan: SetupPlan, _ files: SetupFiles) -> [String] {
        let user = files.account == nil ? "" : "sudo -u helpbridge "
        let isService = files.account != nil && files.directory == "/etc/helpbridge"
        return [
            "", "What to do next:", "",
            "  1. Put the lines above into Asterisk's dialplan, where codes are to be dialled.",
            "  2. \(isService ? "sudo systemctl enable --now helpbridge" : "\(user)helpbridge serve\(files.option)")",
            "  3. \(user)helpbridge pbx check\(files.option)",
            "  4. Sign in at \(plan.publicURL ?? configuration.localAddress ?? "the bridge's address")/admin: "
                + "helpers, operators, and what is left to do.",
        ]
    }
}
