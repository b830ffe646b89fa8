import Administration
import ArgumentParser
import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import HelpBridge

@Suite("What helpbridge setup writes")
struct SetupPlanTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-setup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func configuration(_ plan: SetupPlan) async throws -> BridgeConfiguration {
        let path = try SetupFiles(directory: directory.path, account: nil).write(
            "\(UUID().uuidString).yaml",
            plan.configuration + "voices: \(RepositoryScript.repository.path)/Voices\n"
                + "pages: \(RepositoryScript.repository.path)/Pages\n"
                + "crm: {mappings: \(RepositoryScript.repository.path)/Mappings}\n")
        return try await BridgeConfiguration.load(file: path, environment: [:])
    }

    @Test("The configuration that setup writes says what was answered, whatever stands in the answers")
    func configuration() async throws {
        var plan = SetupPlan(
            driver: .ari, dataDirectory: "/var/lib/help bridge", token: "0123456789abcdef", voice: "fa")
        plan.pbxPassword = #"a"b\c: {d} #e"#
        plan.pbxURL = "http://192.0.2.10:8088/ari"
        plan.endpoint = "Local/{extension}@from-internal"
        plan.host = "0.0.0.0"
        plan.port = 8443
        plan.publicURL = "http://192.0.2.20:8443"
        let read = try await configuration(plan)
        #expect(read.pbxs[0].driver == .ari)
        #expect(read.pbxs[0].ari.password == plan.pbxPassword)
        #expect(read.pbxs[0].ari.url == plan.pbxURL)
        #expect(read.pbxs[0].endpoint == plan.endpoint)
        #expect(read.http.host == "0.0.0.0" && read.http.port == 8443 && read.http.publicURL == plan.publicURL)
        #expect(read.database == "/var/lib/help bridge/helpbridge.sqlite")
        #expect(read.prompts.cache == "/var/lib/help bridge/prompts")
        #expect(read.tokens == ["0123456789abcdef"])

        plan.driver = .ami
        plan.pbxHost = "192.0.2.10"
        let overAMI = try await configuration(plan)
        #expect(overAMI.pbxs[0].driver == .ami && overAMI.pbxs[0].ami.host == "192.0.2.10")
        #expect(overAMI.pbxs[0].ami.password == plan.pbxPassword)
    }

    @Test("The call-centre file of setup has one department and one route, and the CRM with what was entered for it")
    func callCenter() throws {
        var plan = SetupPlan(driver: .ari, dataDirectory: "/data", token: "t", voice: "fa")
        let context = SettingsContext(
            existing: CallCenter(), stored: CallCenter(), policy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            mappings: ["payamgostar"], voices: ["fa"], sounds: nil)
        func read() throws -> CallCenter {
            try CallCenterFile(
                yaml: plan.callCenter, name: "callcenter.yaml", directory: directory, context: context
            ).callCenter
        }
        let tables = try read()
        #expect(tables.routes["*5003"]?.detection == .department)
        #expect(tables.departments["support"] != nil)
        plan.crm = SetupPlan.CRM(
            mapping: "payamgostar", baseURL: "https://crm.example.com",
            credentials: [("username", "bridge"), ("password", #"p"w"#)])
        let withCRM = try read()
        #expect(withCRM.routes["*5003"]?.detection == .crm)
        #expect(withCRM.sources["main"]?.baseURL == "https://crm.example.com")
        #expect(withCRM.sources["main"]?.credentials.count == 2)
    }

    @Test("helpbridge setup never overwrites a file in which something stands, but one of comments alone")
    func overwriting() throws {
        let files = SetupFiles(directory: directory.path, account: nil)
        #expect(throws: Never.self) { try files.checkFree(["helpbridge.yaml"]) }
        let file = directory.appendingPathComponent("helpbridge.yaml")
        try "# only\n#comments: here\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: Never.self) { try files.checkFree(["helpbridge.yaml"]) }
        for text in ["http: {port: 1}\n", "{", "words"] {
            try text.write(to: file, atomically: true, encoding: .utf8)
            #expect(throws: HelpBridgeError.self, "\(text)") { try files.checkFree(["helpbridge.yaml"]) }
        }
    }

    @Test("helpbridge setup writes a file with mode 0600, and in one step")
    func writing() throws {
        let path = try SetupFiles(directory: directory.path, account: nil).write("helpbridge.yaml", "a: 1\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "a: 1\n")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["helpbridge.yaml"])
        #expect(throws: HelpBridgeError.self) {
            try SetupFiles(directory: directory.path + "/nowhere", account: nil).write("helpbridge.yaml", "")
        }
    }

    @Test("helpbridge setup asks for the credentials of a mapping in its order, with what they are")
    func credentials() throws {
        let read = try MappingCredentials.read("\(RepositoryScript.repository.path)/Mappings/alovoip_opencrm.yaml")
        #expect(read.prefix(3).map(\.name) == ["telephonySystem", "username", "password"])
        #expect(read.map(\.isRequired) == [true] + read.dropFirst().map { _ in false })
        #expect(read.filter(\.isSecret).map(\.name) == ["password"])
        #expect(read[1].description == "the user of Basic authentication")
    }

    @Test(
        "helpbridge setup proposes an address that people and the PBX can use, also where it listens on IPv6",
        arguments: [
            ("::1", "http://[::1]:8080"), ("192.0.2.7", "http://192.0.2.7:8080"),
            ("::", "http://\(ProcessInfo.processInfo.hostName):8080"),
            ("*", "http://\(ProcessInfo.processInfo.hostName):8080"),
        ])
    func proposedAddress(host: String, url: String) throws {
        let plan = try SetupCommand.parse(["--pbx", "simulated", "--host", host]).plan(
            SetupQuestions(isAtTerminal: false), dataDirectory: directory.path)
        #expect(plan.publicURL == url)
    }

    @Test("Without a terminal setup takes an option, then the usual answer, and names what has neither")
    func questions() throws {
        let questions = SetupQuestions(isAtTerminal: false)
        #expect(try questions.answer("given", "?", option: "--x", usual: "usual") == "given")
        #expect(try questions.answer(nil, "?", option: "--x", usual: "usual") == "usual")
        let missing = #expect(throws: ValidationError.self) {
            try questions.secret(nil, "?", option: "--pbx-password")
        }
        #expect(missing?.message == "standard input is not a terminal; give --pbx-password")
    }
}
