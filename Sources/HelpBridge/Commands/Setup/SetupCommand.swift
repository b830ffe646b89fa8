import Administration
import ArgumentParser
import Foundation
import LocatedYAML
import ManagerLookup

/// `helpbridge setup`: from an installed program to one that can be started.
struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Writes the first configuration, makes the first administrator, and says what to do next.",
        discussion: "Asks for what the options leave out. A configuration that is there is never overwritten.")

    @Option(help: "Where the files are written (default: /etc/helpbridge for root, else the working directory).")
    var directory: String?

    @Option(help: "Where database and prompts lie (default: /var/lib/helpbridge for root, else var beside the files).")
    var data: String?

    @Option(help: "How Asterisk is reached: ari, or ami where there is no ARI; simulated to try things out.")
    var pbx: String?

    @Option(help: "Address of Asterisk's REST interface, such as http://127.0.0.1:8088/ari.")
    var pbxURL: String?

    @Option(help: "Machine of Asterisk's manager interface.")
    var pbxHost: String?

    @Option(help: "User in ari.conf or manager.conf.")
    var pbxUser: String?

    @Option(help: "That user's password: a literal, env:NAME or file:PATH.")
    var pbxPassword: String?

    @Option(help: "How an extension is dialled, such as PJSIP/{extension} or Local/{extension}@from-internal.")
    var endpoint: String?

    @Option(help: "The address to listen on; 0.0.0.0 for browsers, CRMs and a PBX on other machines.")
    var host: String?

    @Option(help: "The port to listen on.")
    var port: Int?

    @Option(help: "How the PBX and people reach the bridge, such as http://192.0.2.20:8080.")
    var publicURL: String?

    @Option(help: "Language of voice and pages, such as fa or en.")
    var language: String?

    @Option(help: "The mapping of the CRM, such as payamgostar; none for the departments' tables alone.")
    var crm: String?

    @Option(help: "The address of the CRM.")
    var crmURL: String?

    @Option(help: "A credential of the CRM, as name=value; may be given more than once.")
    var crmCredential: [String] = []

    @Option(help: "Login of the first administrator.")
    var admin: String?

    @Flag(help: "Do not look at the PBX.")
    var skipCheck = false

    @OptionGroup var password: PasswordOptions

    func validate() throws {
        if let pbx, BridgeConfiguration.PBX.Driver(rawValue: pbx) == nil {
            throw ValidationError("--pbx must be ari, ami or simulated")
        }
        guard (1...65_535).contains(port ?? 1) else { throw ValidationError("--port must be from 1 to 65535") }
        guard crmCredential.allSatisfy({ $0.dropFirst().contains("=") }) else {
            throw ValidationError("--crm-credential must be name=value")
        }
    }

    func run() async throws {
        let isRoot = geteuid() == 0
        let folder = directory ?? (isRoot ? "/etc/helpbridge" : FileManager.default.currentDirectoryPath)
        let directory = URL(fileURLWithPath: folder).standardizedFileURL.path
        let dataFolder = data ?? (isRoot ? "/var/lib/helpbridge" : "\(directory)/var")
        let dataDirectory = URL(fileURLWithPath: dataFolder).standardizedFileURL.path
        let files = SetupFiles(directory: directory, account: .owner(of: dataDirectory))
        try files.checkFree(["helpbridge.yaml", "callcenter.yaml"])
        let questions = SetupQuestions(isAtTerminal: isatty(STDIN_FILENO) == 1 && !password.passwordStdin)
        let plan = try plan(questions, dataDirectory: dataDirectory)
        let login = try questions.answer(
            admin, "Login of the first administrator", option: "--admin", usual: nil)
        let draft = UserDraft(
            login: login, name: login, role: .admin, departments: [],
            language: Self.shipped("Pages/Localization").contains(plan.voice) ? plan.voice : nil)
        try Self.refuse(draft.normalized.faults)
        let secret = try password.read(for: login)
        try Self.refuse(UserDraft.passwordFaults(secret, login: login))
        // A second run would be refused because of the files of the first.
        try await plan.check(files)

        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: dataDirectory, withIntermediateDirectories: true)
        let configuration = try files.write("helpbridge.yaml", plan.configuration)
        let callCenter = try files.write("callcenter.yaml", plan.callCenter)
        Console.print("wrote \(configuration) and \(callCenter)")
        try files.account?.become()

        try await ApplyCommand.parse([callCenter, "--config", configuration]).run()
        let options = try ConfigurationOptions.parse(["--config", configuration])
        let user = try await options.withUsers { users in
            try await users.make(draft, password: secret, by: UserCommand.author)
        }
        Console.print("\(user.login) may sign in as \(user.role.rawValue)")
        await look(plan, configuration)
        Console.print("\nThe lines for the dialplan:\n")
        try await PBXDialplanCommand.parse(["--config", configuration]).run()
        try next(await options.load(), plan, files).forEach(Console.print)
    }

    private static func refuse(_ faults: [LocatedProblem]) throws {
        guard !faults.isEmpty else { return }
        throw HelpBridgeError.failed("\(AdministrationError.invalid(faults)); nothing was written")
    }

    private func plan(_ questions: SetupQuestions, dataDirectory: String) throws -> SetupPlan {
        let word = try questions.answer(
            pbx, "How is Asterisk reached: ari, or ami where there is no ARI", option: "--pbx", usual: "ari")
        guard let driver = BridgeConfiguration.PBX.Driver(rawValue: word) else {
            throw HelpBridgeError.failed("expected ari or ami, found \(word)")
        }
        var plan = SetupPlan(
            driver: driver, dataDirectory: dataDirectory, token: Self.newToken(), voice: "en")
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
        let address = plan.host == "0.0.0.0" ? ProcessInfo.processInfo.hostName : plan.host
        plan.publicURL = try questions.answer(
            publicURL, "How the PBX and people reach the bridge", option: "--public-url",
            usual: "http://\(address):\(plan.port)")
        plan.voice = try voice(questions)
        plan.crm = try lookupSource(questions)
        return plan
    }

    private func voice(_ questions: SetupQuestions) throws -> String {
        let voices = Self.shipped("Voices")
        let voice = try questions.answer(
            language, "Language of voice and pages", option: "--language", usual: "en")
        guard voices.contains(voice) else {
            throw HelpBridgeError.failed("there is no voice \(voice); there is \(voices.joined(separator: ", "))")
        }
        return voice
    }

    /// - Returns: `nil` where the departments' tables serve.
    private func lookupSource(_ questions: SetupQuestions) throws -> SetupPlan.CRM? {
        let mappings = Self.shipped("Mappings")
        let mapping = try questions.answer(
            crm, "Which CRM knows the managers (\(mappings.joined(separator: ", ")); none)", option: "--crm",
            usual: "none")
        guard mapping != "none" else { return nil }
        guard mappings.contains(mapping), let folder = ShippedFiles.directory("Mappings") else {
            throw HelpBridgeError.failed("there is no mapping \(mapping); there is \(mappings.joined(separator: ", "))")
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

    /// What the PBX lacks is said, and can be mended later.
    private func look(_ plan: SetupPlan, _ configuration: String) async {
        guard !skipCheck, plan.driver != .simulated else { return }
        Console.print("\nThe PBX:\n")
        do {
            try await PBXCheckCommand.parse(["--config", configuration]).run()
        } catch {
            Console.complain("\(error)")
        }
    }

    private func next(_ configuration: BridgeConfiguration, _ plan: SetupPlan, _ files: SetupFiles) -> [String] {
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

    private static func shipped(_ folder: String) -> [String] {
        guard let path = ShippedFiles.directory(folder) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    /// 192 bits.
    private static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<3).map { _ in String(format: "%016llx", generator.next() as UInt64) }.joined()
    }
}
