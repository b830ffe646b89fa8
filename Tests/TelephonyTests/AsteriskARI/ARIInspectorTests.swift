import HelpDesk
import NIOPosix
import TestSupport
import Testing

@testable import Telephony

@Suite("What pbx check says of an Asterisk with ARI")
struct ARIInspectorTests {
    @Test("A PBX that is not there is told in a sentence, with what to look at")
    func unreachable() async throws {
        let port = try await FaultServer.with { _ in
            .hang
        } run: {
            $0.port
        }
        let address = "127.0.0.1:\(port)"
        let configuration = try ARIConfiguration(
            url: "http://\(address)/ari", application: "helpbridge", username: "helpbridge", password: "p",
            phones: PhoneAddresses(endpoint: "PJSIP/{extension}"), prompts: .directory("/var/prompts"))
        let findings = await ARIInspector(configuration, on: MultiThreadedEventLoopGroup.singleton.any())
            .findings(numbers: [], prompt: nil, fallback: nil)
        #expect(
            findings.map(\.what) == [
                "Asterisk cannot be reached at http://\(address)/ari: no answer: GET asterisk/info: could not connect: "
                    + "\(address): Connection refused"
            ])
        #expect(findings.first?.remedy?.contains("bindaddr") == true)
    }
}
