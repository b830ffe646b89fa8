import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// Asterisk mixes what is whispered into what is said to the operator: where the customer sends nothing, nothing is
/// said.
@Suite("A customer who sends no sound, on a real Asterisk", .tags(.live), .serialized)
struct SilentCustomerTests {
    /// When they fall silent.
    enum Silence: String, CaseIterable, CustomTestStringConvertible {
        /// They send no packet at all, from the beginning.
        case always
        /// They send a tone first, and nothing more once it has been heard.
        case later

        var testDescription: String { rawValue }
    }

    private static let phones: [String: SIPPhoneBehaviour] = [
        "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 500),
        "900": .answer(afterMilliseconds: 0),
    ]

    @Test(
        "does not keep the operator from hearing the prompt and the manager, and hears neither",
        .disabled("the operator hears no whisper while the customer sends nothing: asterisk/issues/1966, open"),
        arguments: AsteriskVersion.tried, Silence.allCases)
    func isCoached(version: AsteriskVersion, silence: Silence) async throws {
        for driver in LiveCallCenter.Driver.allCases {
            try await LiveCallCenter.run(
                on: version, phones: Self.phones,
                route: LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10", ", mode: whisper"),
                through: driver
            ) { center, bridge in
                try await center.prepare()
                let (caller, customer) = (try center.phone("101"), try center.phone("900"))
                let manager = try center.phone("201")
                if silence == .always { await customer.setSound(.nothing) }
                #expect(try await caller.dial("900") == 200)
                let liveCall = try #require(await caller.currentCallID)
                try await customer.waitUntilHearing(tone: caller.tone)
                switch silence {
                case .always: break
                case .later:
                    try await caller.waitUntilHearing(tone: customer.tone, liveCall)
                    await customer.setSound(.nothing)
                }

                let request = try await bridge.request(operator: "101", route: "*5003")
                let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
                #expect(connected.mode == .whisper && connected.fallback == nil, "\(driver)")
                // Asterisk is given no more than ten times the second in which it should be so: the machine may be busy.
                try await caller.waitUntilHearing(
                    tone: manager.tone, liveCall, threshold: -12, timeout: .seconds(10))
                let prompt = try center.onlyPrompt()
                let heard = AudioComparison.find(prompt, in: await caller.recording(of: liveCall)).similarity
                let unheard = AudioComparison.find(prompt, in: await customer.recording()).similarity
                #expect(heard > 3 * unheard, "\(driver): \(heard) and \(unheard)")
                // The customer hears the operator all the time, and nobody else.
                try await customer.waitUntilHearing(tone: caller.tone)
                #expect(
                    !ToneDetector().hears(manager.tone, in: await customer.recording(), threshold: -25), "\(driver)")

                try await manager.hangUp()
                let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
                #expect(ended.outcome == .helped)
                try await customer.hangUp()
                try await caller.waitUntilEnded()
            }
        }
    }
}
