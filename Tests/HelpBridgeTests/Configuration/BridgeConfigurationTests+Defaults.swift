import Foundation
import Logging
import Testing

@testable import HelpBridge

extension BridgeConfigurationTests {
    /// The least that it may say.
    private static let least = "pbx: {ari: {password: x}}"

    @Test("A configuration that says next to nothing has the documented defaults, with one PBX and with a list of them")
    func defaults() async throws {
        for yaml in [Self.least, "pbxs: [{id: main, ari: {password: x}}]"] {
            let configuration = try await load(yaml)
            let http = configuration.http
            #expect(http.host == "127.0.0.1" && http.port == 8080 && http.publicURL == nil && http.tls == nil)
            #expect(configuration.localAddress == "http://127.0.0.1:8080")
            #expect(configuration.databaseServer == nil && configuration.lease == .seconds(1))
            let pbx = try #require(configuration.pbxs.first)
            #expect(configuration.pbxs.count == 1 && pbx.id == "main" && pbx.driver == .ari && pbx.prompts == .http)
            #expect(pbx.endpoint == "PJSIP/{extension}" && pbx.numbers == "^[0-9]{2,6}$")
            #expect(pbx.device == nil && pbx.trunk == nil)
            #expect(pbx.promptDirectory == "/var/lib/asterisk/sounds/helpbridge")
            #expect(pbx.ari.url == "http://127.0.0.1:8088/ari" && pbx.ari.application == "helpbridge")
            #expect(pbx.ari.username == "helpbridge" && pbx.ami.username == "helpbridge")
            #expect(pbx.ami.host == "127.0.0.1" && pbx.ami.port == 5038 && pbx.ami.context == "helpbridge")
            #expect(configuration.crm.answerBudgetMilliseconds == 1500)
            #expect(configuration.prompts.sampleRate == 8000 && configuration.prompts.warm)
            #expect(configuration.requests.expireAfterSeconds == 120 && configuration.requests.phonesAtOnce == 100)
            #expect(configuration.requests.keepDays == 365 && configuration.requests.auditKeepDays == 365)
            #expect(configuration.tokens.isEmpty && configuration.logLevel == .info && configuration.logFormat == .text)
        }
    }

    @Test("A configuration has its folders beside it where it names none")
    func folders() async throws {
        let configuration = try await load(Self.least)
        let folders = [
            configuration.database, configuration.prompts.cache, configuration.crm.mappings, configuration.voices,
        ]
        let parent = URL(fileURLWithPath: configuration.voices).deletingLastPathComponent().path
        #expect(
            folders == ["var/helpbridge.sqlite", "var/prompts", "Mappings", "Voices"].map { "\(parent)/\($0)" })
    }

    @Test("A configuration that does not name the bridge calls it as its host is called")
    func hostName() async throws {
        let name = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
        #expect(try await load(Self.least).bridge == name.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test(
        "A configuration takes a key without a value for one that is not there, however that is written",
        arguments: ["~", "null", ""])
    func null(value: String) async throws {
        let nothing = """
            bridge:
              id: \(value)
            http:
              port: \(value)
              embed: \(value)
            database:
              path: \(value)
            auth:
              tokens: \(value)
            pbxs: \(value)
            """
        let usual = try await load(Self.least)
        for yaml in [Self.least, "pbx: \(value)\npbxs: [{id: main, ari: {password: x}}]"] {
            let both = yaml.contains("pbxs") ? nothing.replacing("pbxs: \(value)", with: "") : nothing
            let configuration = try await load("\(both)\n\(yaml)")
            #expect(configuration.bridge == usual.bridge && configuration.http.port == 8080)
            #expect(configuration.database == usual.database && configuration.tokens.isEmpty)
            #expect(configuration.pbxs.map(\.id) == ["main"])
        }
        #expect(
            await faults("pbx:\n  ari:\n    password: \(value)") == [
                "helpbridge.yaml:3: pbx.ari.password: expected the password of the ARI user helpbridge"
            ])
    }

    @Test(
        "A configuration takes no list with nothing in the place of an item: nobody's token is the word null",
        arguments: ["~", "null"])
    func nullItem(value: String) async {
        for pbx in [Self.least, "pbxs: [{id: a, driver: simulated}]"] {
            #expect(
                await faults("auth: {tokens: [\(value)]}\n\(pbx)")
                    == ["helpbridge.yaml:1: auth.tokens: expected a list of values"])
        }
    }
}
