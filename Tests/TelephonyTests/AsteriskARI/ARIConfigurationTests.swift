import HelpDesk
import Testing

@testable import Telephony

@Suite("The ARI driver's settings")
struct ARIConfigurationTests {
    private func make(
        url: String = "http://127.0.0.1:8088/ari", application: String = "helpbridge", username: String = "u",
        endpoint: String = "PJSIP/{extension}", prompts: PromptLocation = .directory("/var/prompts")
    ) throws(TelephonyError) -> ARIConfiguration {
        try ARIConfiguration(
            url: url, application: application, username: username, password: "p",
            phones: PhoneAddresses(endpoint: endpoint), prompts: prompts)
    }

    @Test(
        "ARI's address is taken apart",
        arguments: [
            ("http://127.0.0.1:8088/ari", "127.0.0.1", 8088, "/ari", "127.0.0.1:8088"),
            ("http://pbx.example/asterisk/ari/", "pbx.example", 80, "/asterisk/ari", "pbx.example"),
            ("http://[::1]:8088/ari", "::1", 8088, "/ari", "[::1]:8088"),
        ])
    func address(url: String, host: String, port: Int, path: String, authority: String) throws {
        let configuration = try make(url: url)
        #expect(configuration.host == host)
        #expect(configuration.port == port)
        #expect(configuration.path == path)
        #expect(configuration.authority == authority)
        #expect(!configuration.url.hasSuffix("/"))
    }

    @Test(
        "An address of ARI that cannot work is refused",
        arguments: ["", "127.0.0.1:8088", "ftp://x/ari", "http:///ari", "http://u:p@x/ari", "http://x/ari?api_key=1"])
    func badAddress(url: String) {
        #expect(throws: TelephonyError.invalidURL(setting: "pbx.ari.url", value: url)) { try make(url: url) }
    }

    @Test("An encrypted event stream is refused with a way out")
    func encrypted() {
        let error = #expect(throws: TelephonyError.self) { try make(url: "https://pbx.example:8089/ari") }
        #expect(error == .encryptedEventStream(url: "https://pbx.example:8089/ari"))
        #expect(error?.description.contains("pbx.ari.url") == true)
    }

    @Test("An empty name, a separator in a name, or a dial template without a place for the extension is refused")
    func badNames() {
        #expect(throws: TelephonyError.self) { try make(application: "") }
        #expect(throws: TelephonyError.self) { try make(application: "a,b") }
        #expect(throws: TelephonyError.self) { try make(username: "a:b") }
        #expect(throws: TelephonyError.invalidEndpoint("PJSIP/101")) { try make(endpoint: "PJSIP/101") }
    }

    @Test(
        "A place from which Asterisk could never play is refused",
        arguments: [
            PromptLocation.directory("prompts"), .directory("/a,b"), .http(publicURL: "bridge.example"),
            .http(publicURL: "http://x/?a"), .http(publicURL: "http://x/a,b"),
        ])
    func badPrompts(location: PromptLocation) {
        #expect(throws: TelephonyError.self) { try make(prompts: location) }
    }

    @Test("A prompt on disk is named without its extension, a fetched one with it")
    func media() {
        let digest = Samples.prompt.digest
        #expect(PromptLocation.directory("/var/prompts/").media(for: Samples.prompt) == "sound:/var/prompts/\(digest)")
        #expect(
            PromptLocation.http(publicURL: "https://b.example").media(for: Samples.prompt)
                == "sound:https://b.example/prompts/\(digest).wav")
    }
}
