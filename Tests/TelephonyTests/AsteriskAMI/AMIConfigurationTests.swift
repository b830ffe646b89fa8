import Testing

@testable import Telephony

@Suite("How phones are dialled through the manager interface")
struct AMIConfigurationTests {
    @Test(
        "A local channel stays for the whole of the call, since its name is ours",
        arguments: [
            ("PJSIP/{extension}", "PJSIP/200"), ("Local/{extension}@from-internal", "Local/200@from-internal/n"),
            ("Local/{extension}@from-internal/nj", "Local/200@from-internal/nj"),
            ("PJSIP/{extension}@trunk", "PJSIP/200@trunk"),
        ])
    func dialled(endpoint: String, expected: String) throws {
        let configuration = try AMIConfiguration(
            host: "127.0.0.1", port: 5038, username: "u", password: "p", context: "helpbridge", endpoint: endpoint,
            promptDirectory: "/prompts")
        #expect(configuration.dialled(try Samples.number("200")) == expected)
    }
}
