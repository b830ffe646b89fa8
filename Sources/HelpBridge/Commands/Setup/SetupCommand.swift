import Administration
import ArgumentParser
import Foundation
import LocatedYAML

/// `helpbridge setup`: prepares an installed program for its first start.
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
        if let driver = pbx.flatMap(BridgeConfiguration.PBX.Driver.init(rawValue:)) {
            try refuseOptions(without: driver)
        }
        if crm == Self.noCRM { try refuseCRMOptions() }
    }

    func run() async throws {
        try ShippedFiles.check(["Mappings", "Voices", "Pages"])
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
            language: ShippedFiles.names(of: "Pages/Localization").contains(plan.voice) ? plan.voice : nil)
        try Self.refuse(draft.normalized.faults)
        let secret = try password.read(for: login)
        try Self.refuse(UserDraft.passwordFaults(secret, login: login))
        // Checked before anything is written: a second run would be rejected because of the first run's files.
        let checked = try await plan.check(files)
        let existing = try await SetupDatabase.read(checked)
        guard !existing.logins.contains(draft.normalized.login) else {
            throw HelpBridgeError.failed(
                "the database has a user \(login) already; give another --admin; nothing was written")
        }

        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: dataDirectory, withIntermediateDirectories: true)
        let user = try await write(plan, to: files, beside: existing) { options in
            try await options.withUsers { users in
                try await users.make(draft, password: secret, by: UserCommand.author)
            }
        }
        if existing.hasCallCenter { sayWhatIsLeft(plan, in: checked) }
        Console.print("\(user.login) may sign in as \(user.role.rawValue)")
        let configuration = files.path("helpbridge.yaml")
        let options = try ConfigurationOptions.parse(["--config", configuration])
        await checkPBX(plan, configuration)
        Console.print("\nThe lines for the dialplan:\n")
        try await PBXDialplanCommand.parse(["--config", configuration]).run()
        try next(await options.load(), plan, files).forEach(Console.print)
    }

    /// Writes the files, applies the call centre if there is none, and creates the first administrator.
    ///
    /// - Parameter makeUser: creates the administrator in the database of the written configuration.
    private func write(
        _ plan: SetupPlan, to files: SetupFiles, beside existing: SetupDatabase,
        _ makeUser: (ConfigurationOptions) async throws -> User
    ) async throws -> User {
        var written: [String] = []
        do {
            let configuration = try files.write("helpbridge.yaml", plan.configuration)
            written.append(configuration)
            if !existing.hasCallCenter {
                let callCenter = try files.write("callcenter.yaml", plan.callCenter)
                written.append(callCenter)
                try await ApplyCommand.parse([callCenter, "--config", configuration]).run()
            }
            let user = try await makeUser(ConfigurationOptions.parse(["--config", configuration]))
            try Console.write("wrote \(written.joined(separator: " and "))")
            return user
        } catch {
            // Otherwise they would make the next run fail.
            for path in written { unlink(path) }
            throw error
        }
    }

    private static func refuse(_ faults: [LocatedProblem]) throws {
        guard !faults.isEmpty else { return }
        throw HelpBridgeError.failed("\(AdministrationError.invalid(faults)); nothing was written")
    }
}
