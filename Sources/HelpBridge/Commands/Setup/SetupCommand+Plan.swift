import Administration
import ArgumentParser
import Foundation

extension SetupCommand {
    /// Asks for everything that the options leave out.
    func plan(_ questions: SetupQuestions, dataDirectory: String) throws -> SetupPlan {
        let word = try questions.answer(
            pbx, "How is Asterisk reached: ari, or ami where there is no ARI", option: "--pbx", usual: "ari")
        guard let driver = BridgeConfiguration.PBX.Driver(rawValue: word) else {
            throw HelpBridgeError.failed("expected ari or ami, found \(word)")
        }
        try refuseOptions(without: driver)
        var plan = SetupPlan(
            driver: driver, dataDirectory: dataDirectory, token: TokenSecret().text, voice: "en")
        switch driver {
        case .ari:
            plan.pbxURL = try questions.answer(
                pbxURL, "Address of its REST interface", option: "--pbx-url", usual: plan.pbxURL)
        case .ami:
            plan.pbxHost = try questions.answer(
                pbxHost, "Machine of its manager interface", option: "--pbx-host", usual: plan.pbxHost)
        case .simulated: break
        }
        if driver != .simulated {
            plan.pbxUser = try questions.answer(
                pbxUser, "User in \(driver == .ari ? "ari.conf" : "manager.conf")", option: "--pbx-user",
                usual: plan.pbxUser)
            plan.pbxPassword = try questions.secret(pbxPassword, "That user's password", option: "--pbx-password")
        }
        plan.endpoint = try questions.answer(
            endpoint, "How is an extension dialled", option: "--endpoint", usual: plan.endpoint)
        plan.host = try questions.answer(
            host, "Address to listen on (0.0.0.0 for other machines)", option: "--host", usual: plan.host)
        plan.port = port ?? plan.port
        let address =
            BridgeConfiguration.anyAddress.contains(plan.host)
            ? ProcessInfo.processInfo.hostName : BridgeConfiguration.literal(plan.host)
        plan.publicURL = try questions.answer(
            publicURL, "How the PBX and people reach the bridge", option: "--public-url",
            usual: "http://\(address):\(plan.port)")
        plan.voice = try voice(questions)
        plan.crm = try lookupSource(questions)
        return plan
    }

    private func voice(_ questions: SetupQuestions) throws -> String {
        let voices = ShippedFiles.names(of: "Voices")
        let voice = try questions.answer(
            language, "Language of voice and pages", option: "--language", usual: "en")
        guard voices.contains(voice) else {
            throw ValidationError("there is no voice \(voice); there is \(voices.joined(separator: ", "))")
        }
        return voice
    }

    /// - Returns: `nil` if the departments' tables are used instead of a CRM.
    private func lookupSource(_ questions: SetupQuestions) throws -> SetupPlan.CRM? {
        let mappings = ShippedFiles.names(of: "Mappings")
        let mapping = try questions.answer(
            crm, "Which CRM knows the managers (\(mappings.joined(separator: ", ")); none)", option: "--crm",
            usual: Self.noCRM)
        guard mapping != Self.noCRM else {
            try refuseCRMOptions()
            return nil
        }
        guard mappings.contains(mapping), let folder = ShippedFiles.directory("Mappings") else {
            throw ValidationError("there is no mapping \(mapping); there is \(mappings.joined(separator: ", "))")
        }
        let definitions = try MappingCredentials.read("\(folder)/\(mapping).yaml")
        let given = Dictionary(
            crmCredential.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), String(parts[1]))
            }, uniquingKeysWith: { $1 })
        if let unknown = given.keys.sorted().first(where: { name in !definitions.contains { $0.name == name } }) {
            let names = definitions.map(\.name).joined(separator: ", ")
            throw HelpBridgeError.failed("the mapping \(mapping) has no credential \(unknown); it has \(names)")
        }
        let baseURL = try questions.answer(crmURL, "Address of the CRM", option: "--crm-url", usual: nil)
        let credentials = try definitions.compactMap { definition -> (name: String, value: String)? in
            let question = "\(definition.name): \(definition.description)"
            let option = "--crm-credential \(definition.name)=…"
            let value =
                definition.isSecret && definition.isRequired
                ? try questions.secret(given[definition.name], question, option: option)
                : try questions.answer(
                    given[definition.name], question, option: option, usual: definition.isRequired ? nil : "")
            return value.isEmpty ? nil : (definition.name, value)
        }
        return SetupPlan.CRM(mapping: mapping, baseURL: baseURL, credentials: credentials)
    }
}
