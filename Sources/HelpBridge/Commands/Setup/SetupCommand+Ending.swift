import ArgumentParser

extension SetupCommand {
    /// Reports that an existing call centre, which may be somebody's work, is not overwritten.
    func sayWhatIsLeft(_ plan: SetupPlan, in configuration: BridgeConfiguration) {
        let place = configuration.databaseServer == nil ? configuration.database : "the database"
        Console.print("the call centre in \(place) is left as it is, and no callcenter.yaml is written")
        guard let crm = plan.crm else { return }
        Console.print("the CRM \(crm.mapping) is not added to it: add it on the administrator's pages")
    }

    /// Checks the PBX; its faults are printed, and can be fixed later.
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
