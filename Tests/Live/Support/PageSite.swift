import Administration
import Foundation
import Logging
import TestSupport
import Testing

@testable import HelpBridge

/// The program with a call centre and a user of each role, and a real Chromium that is let loose on its pages.
struct PageSite {
    private static let password = "correct horse battery"

    private static let callCenter = """
        departments:
          - {id: support, name: پشتیبانی, helpers: [{extension: "200", name: سارا کریمی}, {extension: "201", name: رضا}]}
          - {id: sales, name: Sales, helpers: [{extension: "210", name: Emma Brown}]}
          - {id: night, name: شیفت شب, helpers: [{extension: "250", name: حسین رستمی}]}
        operators:
          - {extension: "101", name: علی رضایی, department: support}
          - {extension: "103", name: John Smith, department: sales}
          - {extension: "104", name: پروین کاظمی, department: night}
        sources:
          - {id: crm, mapping: generic, baseURL: "http://127.0.0.1:9", credentials: {token: secret}}
        routes:
          - {code: "*5003", name: کمک پشتیبانی, detection: crm, sources: [crm], voice: fa}
          - {code: "*5004", name: Sales help, detection: department, voice: en,
             ringing: {timeoutSeconds: 300, totalSeconds: 3600}}
        webhooks:
          - {id: crm, mapping: generic, route: "*5003", secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}
        """

    private static let users = [
        UserDraft(login: "admin", name: "مدیر سامانه", role: .admin),
        UserDraft(
            login: "supervisor", name: "سارا کریمی", role: .supervisor, extension: "200",
            departments: ["support", "night"]),
        UserDraft(login: "operator", name: "علی رضایی", role: .operator, extension: "101"),
        UserDraft(
            login: "several", name: "پروین کاظمی", role: .operator, extension: "104", otherExtensions: ["103"]),
    ]

    /// Where the pictures of the pages go; not kept in the repository.
    static let screenshots = RepositoryScript.repository.appendingPathComponent(".screenshots").path

    /// With this a CRM signs who its operators are.
    private static let embedSecret = "correct-horse-battery-staple-32-bytes"

    private let directory: URL
    private let configuration: URL
    /// Where a CRM is served that shows the panel in its page.
    private let crmPort: Int

    /// The database that it keeps its requests in.
    var database: String { directory.appendingPathComponent("var/helpbridge.sqlite").path }

    /// Makes the call centre and the users in a folder of its own.
    ///
    init() async throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-pages-\(UUID().uuidString)")
        configuration = directory.appendingPathComponent("helpbridge.yaml")
        crmPort = try FreePort.find(host: "127.0.0.1")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try write(
            """
            http:
              port: 0
              embed: {secret: \(Self.embedSecret), frameAncestors: ["http://crm.localhost:\(crmPort)"]}
            pbx: {driver: simulated}
            auth: {tokens: [\(BridgeProcess.token)]}
            """, to: configuration)
        let settings = directory.appendingPathComponent("callcenter.yaml")
        try write(Self.callCenter, to: settings)
        try await BridgeProcess.run(["apply", settings.path, "--config", configuration.path], in: directory)
        // Not by the command: a digest as costly as its own takes a debug build a second, and again when they sign in.
        try await SampleUsers.load(
            Self.users, password: Self.password, into: database, logger: Logger(label: "live-test"))
    }

    private func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
    }

    /// Serves the pages while a scenario plays.
    func serve(_ scenario: (BridgeProcess) async throws -> Void) async throws {
        let bridge = try await BridgeProcess.serve(configuration)
        defer { bridge.stop() }
        try await scenario(bridge)
    }

    /// Fills the database with 100,000 requests of a year, while nobody serves.
    ///
    /// - Throws: when there is no helped request to make them after.
    func seedHistory() async throws {
        let child = try ChildProcess([
            try await Self.python(), Self.cases.appendingPathComponent("seed.py").path, database,
        ])
        let output = await child.read()
        try #require(child.waitForExit().exitCode == 0, "\(output)")
    }

    func remove() throws {
        try FileManager.default.removeItem(at: directory)
    }

    private static let cases = RepositoryScript.repository.appendingPathComponent("Tests/Python/browser")

    private static func python() async throws -> String {
        for program in ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromedriver"]
        where !FileManager.default.isExecutableFile(atPath: program) {
            try Test.cancel("\(program) is not there; Scripts/install-deps test installs it")
        }
        do {
            return try await RepositoryScript.python(with: "browser")
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
    }

    /// Runs the cases of one file of `Tests/Python/browser`.
    ///
    /// - Returns: whether all of them have passed, and what pytest printed.
    func run(_ file: String, against bridge: BridgeProcess) async throws -> (isGood: Bool, output: String) {
        let child = try ChildProcess([
            "/usr/bin/env", "HELPBRIDGE_URL=\(bridge.url)", "HELPBRIDGE_TOKEN=\(BridgeProcess.token)",
            "HELPBRIDGE_PASSWORD=\(Self.password)", "HELPBRIDGE_SCREENSHOTS=\(Self.screenshots)",
            "HELPBRIDGE_CRM_PORT=\(crmPort)", "HELPBRIDGE_EMBED_SECRET=\(Self.embedSecret)",
            "PYTHONDONTWRITEBYTECODE=1",
            try await Self.python(), "-m", "pytest", Self.cases.appendingPathComponent(file).path,
        ])
        let output = await child.read()
        return (child.waitForExit().exitCode == 0, output)
    }
}
