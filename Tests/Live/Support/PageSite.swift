import Foundation
import TestSupport
import Testing

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
          - {code: "*5004", name: Sales help, detection: department, voice: en}
        webhooks:
          - {id: crm, mapping: generic, route: "*5003", secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}
        """

    private static let users = [
        ["admin", "--role", "admin", "--name", "مدیر سامانه"],
        [
            "supervisor", "--role", "supervisor", "--name", "سارا کریمی", "--departments", "support,night",
            "--extension", "200",
        ],
        ["operator", "--role", "operator", "--name", "علی رضایی", "--extension", "101"],
    ]

    /// Where the pictures of the pages go; not kept in the repository.
    static let screenshots = RepositoryScript.repository.appendingPathComponent(".screenshots").path

    /// Serves the pages while a scenario plays.
    static func serve(_ scenario: (BridgeProcess) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func write(_ name: String, _ text: String) throws -> URL {
            let file = directory.appendingPathComponent(name)
            try Data(text.utf8).write(to: file)
            return file
        }
        let configuration = try write(
            "helpbridge.yaml",
            """
            http: {port: 0}
            pbx: {driver: simulated}
            auth: {tokens: [\(BridgeProcess.token)]}
            """)
        let settings = try write("callcenter.yaml", callCenter)
        try await BridgeProcess.run(["apply", settings.path, "--config", configuration.path], in: directory)
        let password = try write("password", password)
        for user in users {
            try await BridgeProcess.run(
                ["user", "create"] + user + ["--password-stdin", "--config", configuration.path], in: directory,
                input: password.path)
        }
        let bridge = try await BridgeProcess.serve(configuration)
        defer { bridge.stop() }
        try await scenario(bridge)
    }

    /// Runs the cases of one file of `Tests/Python/browser`.
    ///
    /// - Returns: whether all of them have passed, and what pytest printed.
    static func run(_ file: String, against bridge: BridgeProcess) async throws -> (isGood: Bool, output: String) {
        let python: String
        do {
            python = try await RepositoryScript.python(with: "browser")
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
        for program in ["/usr/bin/chromium", "/usr/bin/chromedriver"]
        where !FileManager.default.isExecutableFile(atPath: program) {
            try Test.cancel("\(program) is not there; Scripts/install-deps test installs it")
        }
        let cases = RepositoryScript.repository.appendingPathComponent("Tests/Python/browser").path
        let child = try ChildProcess([
            "/usr/bin/env", "HELPBRIDGE_URL=\(bridge.url)", "HELPBRIDGE_TOKEN=\(BridgeProcess.token)",
            "HELPBRIDGE_PASSWORD=\(password)", "HELPBRIDGE_SCREENSHOTS=\(screenshots)", "PYTHONDONTWRITEBYTECODE=1",
            python, "-m", "pytest", "\(cases)/\(file)",
        ])
        let output = await child.read()
        return (child.waitForExit().exitCode == 0, output)
    }
}
