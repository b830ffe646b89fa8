import CurlHTTP
import HelpDesk
import Testing

@testable import Telephony

@Suite("What pbx check says of an Asterisk with ARI")
struct ARIInspectorTests {
    private struct DeadPBX: HTTPClient {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            throw CurlHTTPError.couldNotConnect("http://192.0.2.10:8088: Couldn't connect to server")
        }
    }

    @Test("A PBX that is not there is told in a sentence, with what to look at")
    func unreachable() async throws {
        let configuration = try ARIConfiguration(
            url: "http://192.0.2.10:8088/ari", application: "helpbridge", username: "helpbridge", password: "p",
            phones: PhoneAddresses(endpoint: "PJSIP/{extension}"), prompts: .directory("/var/prompts"))
        let findings = await ARIInspector(configuration, http: DeadPBX())
            .findings(numbers: [], prompt: nil, fallback: nil)
        #expect(
            findings.map(\.what) == [
                "Asterisk cannot be reached at http://192.0.2.10:8088/ari: no answer: GET asterisk/info: could not connect: "
                    + "http://192.0.2.10:8088: Couldn't connect to server"
            ])
        #expect(findings.first?.remedy?.contains("bindaddr") == true)
    }
}
