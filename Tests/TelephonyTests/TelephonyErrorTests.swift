import Telephony
import Testing

@Suite("Errors of the PBX drivers")
struct TelephonyErrorTests {
    private static let errors: [TelephonyError] = [
        .invalidURL(setting: "s", value: "v"), .encryptedEventStream(url: "u"), .invalidEndpoint("e"),
        .invalidDevice("d"), .invalidSetting(name: "n", reason: "r"), .noManagerInterface, .oversizedMessage,
    ]

    @Test("Each error of a PBX driver says in one line what happened")
    func descriptions() {
        #expect(Self.errors.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
        for error in Self.errors {
            #expect(error.description == (error.setting.map { "\($0): " } ?? "") + error.problem)
        }
    }
}
