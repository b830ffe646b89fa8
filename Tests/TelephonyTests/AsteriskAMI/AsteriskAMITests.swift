import HelpDesk
import Testing

@testable import Telephony

@Suite("Orders to the manager interface")
struct AsteriskAMITests {
    private func driver() throws -> AsteriskAMI {
        let configuration = try AMIConfiguration(
            host: "127.0.0.1", port: 5038, username: "u", password: "p", context: "helpbridge",
            phones: PhoneAddresses(), promptDirectory: "/prompts")
        return AsteriskAMI(configuration, names: Samples.names, logger: LogCollector().logger)
    }

    @Test("Hanging up means one channel, and never all that match a pattern")
    func pattern() async throws {
        await #expect(throws: PBXError.gone) { try await driver().hangUp(ChannelID("/^PJSIP/")) }
        await #expect(throws: PBXError.notConnected) { try await driver().hangUp(ChannelID("17.1")) }
    }

    @Test("A live call that cannot be named without meaning others is not listened to")
    func target() async throws {
        let listener = ChannelID.ofSnoop(Samples.request, position: 1)
        await #expect(throws: PBXError.refused("'17.1,qB' is no channel that can be listened to")) {
            try await driver().snoop(ChannelID("17.1,qB"), as: listener, mode: .whisper)
        }
        await #expect(throws: PBXError.notConnected) {
            try await driver().snoop(ChannelID("17.1"), as: listener, mode: .whisper)
        }
    }

    @Test("A stored time to ring that no phone could bear is no harm")
    func timeout() async throws {
        let order = try Samples.order(Samples.helperLeg, "200", timeoutSeconds: .max)
        await #expect(throws: PBXError.notConnected) { try await driver().originate(order) }
    }
}
