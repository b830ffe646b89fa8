import Foundation
import HelpDesk
import Testing
import WebServer

@testable import HelpBridge

@Suite("helpbridge.yaml")
struct BridgeConfigurationTests {
    private let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hb-config-\(UUID().uuidString)")

    func load(_ yaml: String, environment: [String: String] = [:]) async throws -> BridgeConfiguration {
        for folder in ["Mappings", "Voices"] {
            try FileManager.default.createDirectory(
                at: directory.appendingPathComponent(folder), withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("helpbridge.yaml")
        try yaml.write(to: file, atomically: true, encoding: .utf8)
        return try await BridgeConfiguration.load(file: file.path, environment: environment)
    }

    func faults(_ yaml: String, environment: [String: String] = [:]) async -> [String] {
        do {
            _ = try await load(yaml, environment: environment)
            return []
        } catch let error as HelpBridgeError {
            return error.lines.map { $0.replacingOccurrences(of: directory.path + "/", with: "") }
        } catch {
            return ["unexpected: \(error)"]
        }
    }

    private static let good = """
        http:
          host: 127.0.0.1
          port: 8081
        pbx:
          ari: {url: "http://127.0.0.1:8088/ari/", username: helpbridge, password: "env:ARI_PASSWORD"}
        auth: {tokens: ["env:HELPBRIDGE_TOKEN", literal]}
        """
    private static let environment = ["ARI_PASSWORD": "secret", "HELPBRIDGE_TOKEN": "first"]

    @Test("A configuration is read with its defaults, its secrets resolved and its paths relative to it")
    func good() async throws {
        let configuration = try await load(Self.good, environment: Self.environment)
        #expect(configuration.http.port == 8081)
        #expect(configuration.pbxs[0].ari.url == "http://127.0.0.1:8088/ari")
        #expect(configuration.pbxs[0].ari.password == "secret")
        #expect(configuration.tokens == ["first", "literal"])
        #expect(configuration.database == directory.appendingPathComponent("var/helpbridge.sqlite").path)
        #expect(configuration.voices == directory.appendingPathComponent("Voices").path)
        #expect(configuration.crm.answerBudgetMilliseconds == 1500)
    }

    @Test("A configuration's file that is missing, forbidden, a folder or not UTF-8 is refused by what is wrong")
    func unreadable() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func fault(_ file: String) async -> String {
            do {
                _ = try await BridgeConfiguration.load(file: file, environment: [:])
                return "none"
            } catch {
                return "\(error)"
            }
        }
        let file = directory.appendingPathComponent("helpbridge.yaml").path
        #expect(await fault(file) == "\(file): No such file or directory; check the path and its rights")
        let folder = directory.path
        #expect(await fault(folder) == "\(folder): Is a directory; check the path and its rights")
        // UTF-16, as an editor on Windows may save it.
        let bytes: [UInt8] = [0xFF, 0xFE, 0x68, 0x00, 0x74, 0x00, 0x74, 0x00, 0x70, 0x00, 0x3A, 0x00]
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        #expect(await fault(file) == "\(file): is not UTF-8; save it in that encoding")
        // Root may read everything.
        guard getuid() != 0 else { return }
        chmod(file, 0)
        #expect(await fault(file) == "\(file): Permission denied; check the path and its rights")
    }

    @Test(
        "A public address that no browser could go to is refused",
        arguments: [
            ("http://h:80/a b", "xn-- form"), ("http://h:99999", "expected an http or https address"),
            ("http://h:0", "expected an http or https address"), ("http://میزبان:80", "xn-- form"),
        ])
    func badPublicURL(url: String, fault: String) async {
        let faults = await faults("http: {publicURL: \"\(url)\"}\npbx: {driver: simulated}\n")
        #expect(faults.count == 1, "\(faults)")
        for part in ["http.publicURL: ", fault] { #expect(faults.first?.contains(part) == true, "\(faults)") }
    }

    @Test("A configuration may name a PostgreSQL database on several hosts, whose password is elsewhere")
    func postgreSQL() async throws {
        let url = "postgresql://helpbridge@db1,db2:5433/helpbridge?target_session_attrs=read-write"
        let yaml = "database: {url: \"\(url)\", password: \"env:DB\"}\npbx: {driver: simulated}\n"
        let server = try #require(try await load(yaml, environment: ["DB": "secret"]).databaseServer)
        #expect(server.url == url && server.password == "secret")
        let variables = ["HELPBRIDGE_DATABASE_URL": "postgresql://db/x"]
        let other = try await load("pbx: {driver: simulated}\n", environment: variables)
        #expect(other.databaseServer?.url == "postgresql://db/x")
    }

    @Test(
        "A configuration's PostgreSQL database that is wrong is told of by what is wrong, without its password",
        arguments: [
            ("{url: \"mysql://root:hidden@db\"}", "database.url: expected an address such as"),
            ("{url: \"postgresql://root:hidden@db/%zz\"}", "database.url: expected an address such as"),
            ("{url: \"postgresql://db/z?nonsense=hidden\"}", "database.url: expected an address such as"),
            ("{password: \"hidden\"}", "database.password: expected database.url beside it"),
        ])
    func badPostgreSQL(database: String, fault: String) async {
        let faults = await faults("database: \(database)\n")
        #expect(faults.contains { $0.contains("helpbridge.yaml:1: \(fault)") }, "\(faults)")
        #expect(!faults.contains { $0.contains("hidden") })
    }

    @Test(
        "A configuration gives other programs the address of PostgreSQL without its password",
        arguments: [
            ("postgresql://u:p%40ss@a,b/d?x=1", "postgresql://u@a,b/d?x=1", "p@ss"),
            ("postgresql://u@a/d?password=p&x=1", "postgresql://u@a/d?x=1", "p"),
            ("postgresql://u@a/d?password=p", "postgresql://u@a/d", "p"), ("postgresql:///d", "postgresql:///d", nil),
        ])
    func withoutPassword(url: String, shown: String, password: String?) {
        let server = BridgeConfiguration.DatabaseServer(url: url)
        #expect(server.withoutPassword == (shown, password))
        let other = BridgeConfiguration.DatabaseServer(url: url, password: "other")
        #expect(other.withoutPassword == (shown, "other"))
    }

    @Test(
        "A configuration may consist of comments alone, with everything in the environment",
        arguments: ["", "# nothing\n", "---\n", "~\n"])
    func empty(text: String) async throws {
        let configuration = try await load(text, environment: ["HELPBRIDGE_PBX_DRIVER": "simulated"])
        #expect(configuration.pbxs[0].driver == .simulated)
        #expect(configuration.http.port == 8080)
    }

    @Test("A configuration of comments alone lacks what has no default, and says so")
    func emptyAndIncomplete() async {
        #expect(
            await faults("# nothing\n") == [
                "helpbridge.yaml: pbx.ari.password: expected the password of the ARI user helpbridge"
            ])
    }

    @Test("A configuration says how a CRM may embed the panel, in the file or the environment")
    func embed() async throws {
        let yaml = """
            http:
              trustedProxies: [127.0.0.1, "::1"]
              embed:
                secret: "env:EMBED_SECRET"
                issuer: crm
                frameAncestors: ["https://CRM.example.com:443/", "http://localhost:3000"]
            pbx: {driver: simulated}
            """
        let configuration = try await load(
            yaml,
            environment: [
                "EMBED_SECRET": String(repeating: "s", count: 32),
                "HELPBRIDGE_HTTP_EMBED_CORS_ORIGINS": "https://a.example,https://b.example",
                "HELPBRIDGE_HTTP_EMBED_AUDIENCE": "helpbridge",
            ])
        let embed = configuration.http.embed
        #expect(embed.frameAncestors == ["https://crm.example.com", "http://localhost:3000"])
        #expect(embed.corsOrigins == ["https://a.example", "https://b.example"])
        #expect(embed.issuer == "crm" && embed.audience == "helpbridge")
        #expect(configuration.http.trustedProxies == ["127.0.0.1", "::1"])
        guard case .secret(let secret)? = embed.keys else {
            Issue.record("no secret")
            return
        }
        #expect(secret.utf8.count == 32)
    }

    @Test("A configuration says how much of the server one connection may use")
    func limits() async throws {
        #expect(try await load("pbx: {driver: simulated}").http.limits.headerTime == .seconds(10))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for folder in ["Mappings", "Voices"] {
            try FileManager.default.createDirectory(
                at: directory.appendingPathComponent(folder), withIntermediateDirectories: true)
        }
        let yaml = """
            http: {limits: {headerBytes: 8192, headerSeconds: 5, bodySeconds: 20, writeSeconds: 15, idleSeconds: 45}}
            pbx: {driver: simulated}
            log: {format: json}
            """
        let configuration = try await load(
            yaml, environment: ["HELPBRIDGE_HTTP_LIMITS_CONNECTIONS_PER_ADDRESS": "7"])
        let limits = configuration.http.limits
        #expect(limits.headerBytes == 8192 && limits.headerTime == .seconds(5) && limits.bodyTime == .seconds(20))
        #expect(limits.writeTime == .seconds(15) && limits.idleTime == .seconds(45))
        #expect(limits.connections == 10_000 && limits.connectionsPerAddress == 7)
        let small = try await load("http: {limits: {connections: 1000}}\npbx: {driver: simulated}").http.limits
        #expect(small.connectionsPerAddress == 400)
        #expect(configuration.logFormat == .json)
    }

    @Test("A configuration is overruled by the environment")
    func environmentFirst() async throws {
        var environment = Self.environment
        environment["HELPBRIDGE_HTTP_PORT"] = "9000"
        environment["HELPBRIDGE_HTTP_PUBLIC_URL"] = "http://10.0.0.1:9000"
        environment["HELPBRIDGE_REQUESTS_EXPIRE_AFTER_SECONDS"] = "60"
        environment["HELPBRIDGE_REQUESTS_PHONES_AT_ONCE"] = "12"
        let configuration = try await load(Self.good, environment: environment)
        #expect(configuration.http.port == 9000)
        #expect(configuration.http.publicURL == "http://10.0.0.1:9000")
        #expect(configuration.requests.expireAfterSeconds == 60)
        #expect(configuration.requests.phonesAtOnce == 12)
    }

    @Test(
        "A configuration with a fault is refused, naming file, line, key and what was expected",
        arguments: [
            ("http:\n  prot: 1", "helpbridge.yaml:2: http.prot: unknown key"),
            (
                "http:\n  port: abc",
                "helpbridge.yaml:2: http.port: expected a whole number from 0 to 65535, found \"abc\""
            ),
            ("http:\n  port: 70000", "helpbridge.yaml:2: http.port: expected a whole number from 0 to 65535"),
            ("http: 5", "helpbridge.yaml:1: http: expected a section"),
            ("http: {port: [1]}", "helpbridge.yaml:1: http.port: expected a single value"),
            (
                "pbx:\n  driver: sip",
                "helpbridge.yaml:2: pbx.driver: expected one of ari, ami, simulated, found \"sip\""
            ),
            ("pbx:\n  numbers: '['", "helpbridge.yaml:2: pbx.numbers: expected a regular expression"),
            ("pbx:\n  endpoint: PJSIP", "helpbridge.yaml:2: pbx.endpoint: expected {extension} once"),
            (
                "pbx:\n  device: Local/{extension}@from-internal",
                "helpbridge.yaml:2: pbx.device: expected a device with {extension} in it"
            ),
            ("crm:\n  mappings: nowhere", "helpbridge.yaml:2: crm.mappings: expected an existing directory"),
            (
                "http:\n  tls: {certificateChain: a.pem, privateKey: b.pem}",
                "http.tls.privateKey: expected a file that can"
            ),
            ("auth: {tokens: ['env:UNSET']}", "auth.tokens: expected the environment variable UNSET"),
            ("pbx: {driver: ari}", "pbx.ari.password: expected the password"),
            (
                "pbx:\n  ari: {password: x, url: 'https://pbx:8089/ari'}",
                "helpbridge.yaml:2: pbx.ari.url: 'https://pbx:8089/ari' asks for https"
            ),
            (
                "pbxs:\n  - {id: a, driver: simulated}\n  - {id: b, ari: {password: x, url: 'https://pbx:8089/ari'}}",
                "helpbridge.yaml:3: pbxs[1].ari.url: 'https://pbx:8089/ari' asks for https"
            ),
            (
                "pbxs:\n  - id: a\n    ari: {password: x, username: 'a:b'}",
                "helpbridge.yaml:3: pbxs[0].ari.username: 'a:b' must be a word"
            ),
            (
                "pbxs:\n  - id: a\n    driver: ami\n    ami: {password: x, context: 'a b'}",
                "helpbridge.yaml:4: pbxs[0].ami.context: 'a b' must be letters"
            ),
            ("http:\n  trustedProxies: [10.0.0.1, proxy]", "expected IP addresses such as 127.0.0.1, found \"proxy\""),
            ("http:\n  embed: {secret: short}", "helpbridge.yaml:2: http.embed.secret: expected at least 32 bytes"),
            (
                "http:\n  embed: {frameAncestors: ['https://a.example']}",
                "expected http.embed.secret or http.embed.jwks"
            ),
            (
                "http: {embed: {corsOrigins: ['https://a.example/x']}}",
                "expected origins such as https://crm.example.com"
            ),
            ("http: {embed: {corsOrigins: [\"https://a.example;script-src *\"]}}", "http.embed.corsOrigins: expected"),
            ("http: {embed: {corsOrigins: ['*']}}", "http.embed.corsOrigins: expected origins"),
            ("http: {embed: {jwks: nowhere.json}}", "http.embed.jwks: expected a file that can be read"),
            ("http: {publicURL: 'ftp://x'}", "http.publicURL: expected an http or https address"),
            (
                "http:\n  limits: {headerSeconds: 0}",
                "helpbridge.yaml:2: http.limits.headerSeconds: expected a whole number from 1 to 300, found \"0\""
            ),
            ("http: {limits: {headerBytes: 1}}", "http.limits.headerBytes: expected a whole number from 4096 to 65536"),
            ("http: {limits: {connectionsPerAddress: -1}}", "http.limits.connectionsPerAddress: expected"),
            ("http: {limits: {size: 1}}", "http.limits.size: unknown key"),
            ("log: {format: xml}", "log.format: expected one of text, json, found \"xml\""),
            ("a: [", "helpbridge.yaml:2: is not YAML: did not find expected node content"),
        ])
    func bad(yaml: String, message: String) async {
        let faults = await faults(yaml)
        #expect(faults.contains { $0.contains(message) }, "found: \(faults)")
        #expect(faults.allSatisfy { !$0.contains("\n") })
    }

    @Test(
        "A configuration takes no empty path, not even from a variable that is set to nothing",
        arguments: [
            "crm.mappings", "voices", "pages", "database.path", "prompts.cache", "pbx.promptDirectory",
            "http.embed.jwks", "http.embed.issuer", "http.tls.privateKey",
        ])
    func emptyPath(key: String) async {
        let variable = SettingReader.variable(key)
        let faults = await faults("pbx: {driver: simulated}", environment: [variable: ""])
        #expect(
            faults.contains { $0.hasPrefix("environment variable \(variable): \(key): expected") }, "found: \(faults)")
    }

    @Test("A configuration takes no empty path from its file")
    func emptyPathInFile() async {
        #expect(
            await faults("pbx: {driver: simulated}\ncrm:\n  mappings: \"\"")
                == ["helpbridge.yaml:3: crm.mappings: expected a value, found nothing"])
    }

    @Test(
        "A configuration warns of a variable that may be a misspelt one, and is taken all the same",
        arguments: [
            ("HELPBRIDGE_HTTP_PUBLICURL", "HELPBRIDGE_HTTP_PUBLIC_URL"),
            ("HELPBRIDGE_HTTP_PROT", "HELPBRIDGE_HTTP_PORT"),
            ("HELPBRIDGE_LOG_LEVE", "HELPBRIDGE_LOG_LEVEL"), ("HELPBRIDGE_AUTH_TOKEN", "HELPBRIDGE_AUTH_TOKENS"),
        ])
    func misspeltVariable(name: String, meant: String) async throws {
        let configuration = try await load("pbx: {driver: simulated}", environment: [name: "x"])
        #expect(configuration.warnings == ["environment variable \(name): it is not read; \(meant) would be"])
    }

    @Test(
        "A configuration warns of a variable that is named like a section, which has no value",
        arguments: [
            ("HELPBRIDGE_HTTP_TLS", "HELPBRIDGE_HTTP_TLS_CERTIFICATE_CHAIN"),
            ("HELPBRIDGE_DATABASE", "HELPBRIDGE_DATABASE_PASSWORD"), ("HELPBRIDGE_PBXS", "HELPBRIDGE_PBXS_0_ID"),
        ])
    func sectionVariable(name: String, example: String) async throws {
        let configuration = try await load("pbx: {driver: simulated}", environment: [name: "x"])
        #expect(
            configuration.warnings
                == ["environment variable \(name): it is not read; those of its keys are, such as \(example)"])
    }

    @Test("A configuration leaves the variables alone that are the installer's own, or that the file refers to")
    func ownVariables() async throws {
        let environment = [
            "HELPBRIDGE_TOKEN": "a", "HELPBRIDGE_CRM_TOKEN": "b", "HELPBRIDGE_AUTH_TOKEN": "first",
            "HELPBRIDGE_SERVICE_HOST": "10.0.0.1",
        ]
        let yaml = "pbx: {driver: simulated}\nauth: {tokens: [\"env:HELPBRIDGE_AUTH_TOKEN\"]}"
        let configuration = try await load(yaml, environment: environment)
        #expect(configuration.tokens == ["first"] && configuration.warnings.isEmpty)
    }

    private static let several = """
        bridge: {id: bridge-a}
        pbxs:
          - id: tehran
            ari: {password: "env:ARI_PASSWORD"}
            trunk: "PJSIP/{extension}@{pbx}"
          - {id: shiraz, driver: ari, numbers: "^[0-9]{4}$", ari: {url: "http://10.0.0.2:8088/ari", password: 0123}}
          - {id: tabriz, driver: simulated}
        prompts: {directoryMode: "0640"}
        auth: {tokens: [one, two]}
        """

    @Test(
        "A configuration may have several PBXs, each with its own settings; the first is the default where none is main"
    )
    func severalPBXs() async throws {
        let configuration = try await load(Self.several, environment: Self.environment)
        #expect(configuration.pbxs.map(\.id) == ["tehran", "shiraz", "tabriz"])
        #expect(configuration.pbxs.map(\.driver) == [.ari, .ari, .simulated])
        #expect(configuration.pbxs.map(\.ari.password) == ["secret", "0123", ""])
        #expect(configuration.pbxs[0].trunk == "PJSIP/{extension}@{pbx}" && configuration.pbxs[1].trunk == nil)
        #expect(configuration.pbxs[1].numbers == "^[0-9]{4}$")
        #expect(configuration.defaultPBX.id == "tehran" && configuration.bridge == "bridge-a")
        #expect(configuration.tokens == ["one", "two"])
        let policy = try configuration.dialPolicy()
        #expect(policy.dialable("12") != nil && policy.dialable("12@shiraz") == nil)
        #expect(policy.dialable("1234@shiraz")?.text == "1234" && policy.dialable("12@nowhere") == nil)
        let main = Self.several.replacing("id: tabriz", with: "id: main")
        #expect(try await load(main, environment: Self.environment).defaultPBX.id == "main")
    }

    @Test("A configuration of one PBX calls it main")
    func onePBX() async throws {
        let configuration = try await load(Self.good, environment: Self.environment)
        #expect(configuration.pbxs.map(\.id) == ["main"] && configuration.defaultPBX.id == "main")
        #expect(!configuration.bridge.isEmpty)
    }

    @Test(
        "A configuration whose PBXs are not sound is refused, naming the one that is meant",
        arguments: [
            ("pbxs: []", "pbxs: expected at least one PBX"),
            ("pbxs: {id: a}", "pbxs: expected a list of sections"),
            ("pbxs: [{driver: simulated}]", "pbxs[0].id: expected 1 to 64"),
            ("pbxs: [{id: a b, driver: simulated}]", "pbxs[0].id: expected 1 to 64 of A-Z a-z 0-9 . _ -"),
            (
                "pbxs:\n- {id: a, driver: simulated}\n- {id: a, driver: simulated}",
                "helpbridge.yaml:3: pbxs[1].id: expected another id: \"a\" stands in this list already"
            ),
            ("pbxs:\n- {id: a, drivr: simulated}", "helpbridge.yaml:2: pbxs[0].drivr: unknown key"),
            ("pbxs:\n- {id: a, driver: sip}", "helpbridge.yaml:2: pbxs[0].driver: expected one of ari"),
            ("pbxs:\n- {id: a, driver: simulated, trunk: PJSIP/x}", "pbxs[0].trunk: expected {extension} once"),
            ("pbx: {driver: simulated}\npbxs: [{id: a, driver: simulated}]", "pbx.driver: expected either pbx or pbxs"),
            (
                "pbxs:\n- {id: a, ari: {password: x}}\n- {id: b, ari: {password: x}}",
                "pbxs[1]: expected another PBX: a is this one already"
            ),
            (
                "pbxs:\n- {id: a, prompts: directory, promptDirectory: /a, ari: {password: x}}\n"
                    + "- {id: b, driver: ami, promptDirectory: /b, ami: {password: x}}",
                "helpbridge.yaml:3: pbxs[1].promptDirectory: expected /a, as for a"
            ),
        ])
    func badPBXs(yaml: String, message: String) async {
        let faults = await faults(yaml)
        #expect(faults.contains { $0.contains(message) }, "found: \(faults)")
    }

    @Test("A configuration reports every fault at once, also those in the environment")
    func allFaults() async {
        let faults = await faults(
            "http: {port: x}\nrequests: {keepDays: 0}\npbx: {driver: simulated}",
            environment: ["HELPBRIDGE_PROMPTS_SAMPLE_RATE": "11025"])
        #expect(faults.count == 3)
        #expect(faults.contains { $0.hasPrefix("environment variable HELPBRIDGE_PROMPTS_SAMPLE_RATE: ") })
    }

    @Test(
        "A configuration names the environment variable of each key",
        arguments: [
            ("http.publicURL", "HELPBRIDGE_HTTP_PUBLIC_URL"),
            ("crm.answerBudgetMilliseconds", "HELPBRIDGE_CRM_ANSWER_BUDGET_MILLISECONDS"),
            ("voices", "HELPBRIDGE_VOICES"),
        ])
    func variables(key: String, name: String) {
        #expect(SettingReader.variable(key) == name)
    }
}
