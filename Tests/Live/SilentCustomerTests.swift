import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// Asterisk mixes what is whispered into what is sent to the operator; before 20.21, 22.11 and 23.5 nothing is sent
/// where the customer sends nothing.
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

    /// A call of 101 with 900, and a route that whispers.
    private func live(
        on version: AsteriskVersion, customerSends: Bool = true,
        _ scenario: (LiveCallCenter, BridgeProcess, _ liveCall: String) async throws -> Void
    ) async throws {
        for driver in LiveCallCenter.Driver.allCases {
            try await LiveCallCenter.run(
                on: version, phones: Self.phones,
                route: LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10", ", mode: whisper"),
                through: driver
            ) { center, bridge in
                try await center.prepare()
                let (caller, customer) = (try center.phone("101"), try center.phone("900"))
                if !customerSends { await customer.setSound(.nothing) }
                try await caller.call("900")
                let liveCall = try #require(await caller.currentCallID)
                try await customer.waitUntilHearing(tone: caller.tone)
                if customerSends { try await caller.waitUntilHearing(tone: customer.tone, liveCall) }
                try await scenario(center, bridge, liveCall)
                try await customer.hangUp()
                try await caller.waitUntilEnded(liveCall)
            }
        }
    }

    /// The prompt was heard in one call of the operator's, and neither it nor the manager by the customer.
    private func expect(
        _ center: LiveCallCenter, prompted call: String?, _ comment: Comment
    ) async throws {
        let (caller, customer) = (try center.phone("101"), try center.phone("900"))
        let prompt = try center.onlyPrompt()
        let recording = if let call { await caller.recording(of: call) } else { await caller.recording() }
        let heard = AudioComparison.find(prompt, in: recording).similarity
        let unheard = AudioComparison.find(prompt, in: await customer.recording()).similarity
        // Where the customer is heard too, and a busy machine loses some of it, a prompt is 0.06 like itself; noise is
        // 0.02.
        #expect(heard > 2 * unheard, comment)
        let manager = try center.phone("201").tone
        #expect(!ToneDetector().hears(manager, in: await customer.recording(), threshold: -25), comment)
    }

    @Test(
        "An operator with a silent customer hears prompt and manager, in a call of their own where whispers go unheard",
        arguments: AsteriskVersion.tried, Silence.allCases)
    func isHeard(version: AsteriskVersion, silence: Silence) async throws {
        try await live(on: version, customerSends: silence == .later) { center, bridge, liveCall in
            let (caller, manager) = (try center.phone("101"), try center.phone("201"))
            await caller.setCallWaiting(true)
            if silence == .later { await (try center.phone("900")).setSound(.nothing) }

            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            let isWhispered = connected.mode == .whisper
            #expect(isWhispered || connected.mode == .consult)
            #expect(connected.fallback == (isWhispered ? nil : .customerSilent))
            let call = isWhispered ? liveCall : nil
            try await caller.waitUntilHearing(tone: manager.tone, call, threshold: -12)
            try await expect(center, prompted: call, "\(center.driver)")

            try await manager.hangUp()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            if !isWhispered {
                // The call with the customer was on hold meanwhile, and is there still.
                try await caller.waitUntilEnded()
                try await caller.unhold()
            }
            try await center.phone("900").waitUntilHearing(tone: caller.tone)
        }
    }

    @Test(
        "An operator whose customer is back from hold is whispered to as ever",
        arguments: AsteriskVersion.tried)
    func afterHold(version: AsteriskVersion) async throws {
        try await live(on: version) { center, bridge, liveCall in
            let (caller, customer, manager) = (
                try center.phone("101"), try center.phone("900"), try center.phone("201")
            )
            try await caller.hold()
            // The laboratory's music.
            try await customer.waitUntilHearing(tone: 660)
            try await caller.unhold()
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.mode == .whisper && connected.fallback == nil, "\(center.driver)")
            try await caller.waitUntilHearing(tone: manager.tone, liveCall, threshold: -12)
            try await expect(center, prompted: liveCall, "\(center.driver)")
            try await customer.waitUntilHearing(tone: caller.tone)
            try await manager.hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
        }
    }
}
