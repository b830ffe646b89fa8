import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A manager who comes to a live call on a real Asterisk", .tags(.live), .serialized)
struct CoachingTests {
    private static func route(_ mode: String, _ more: String = "") -> String {
        LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10", ", mode: \(mode)\(more)")
    }

    private static let phones: [String: SIPPhoneBehaviour] = [
        "101": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 500),
        "900": .answer(afterMilliseconds: 0),
    ]

    /// Who hears whom, measured in what each phone has recorded from this moment on.
    private struct Talk {
        let caller: SIPPhone
        let customer: SIPPhone
        let manager: SIPPhone
        /// The call between operator and customer, should their phone refuse others meanwhile.
        let liveCall: String

        /// Waits until everybody's ears are as wanted, and holds that for half a second of sound.
        func expect(
            operatorHearsManager: Bool, customerHearsManager: Bool, _ comment: Comment,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            // The two go on hearing each other whatever the manager does; it is they who are the control.
            try await hears(caller, [customer.tone] + (operatorHearsManager ? [manager.tone] : []))
            try await hears(customer, [caller.tone] + (customerHearsManager ? [manager.tone] : []))
            try await hears(manager, [caller.tone, customer.tone])
            // Whoever hears them has been waited for: on a busy machine some packets of what comes after that may be
            // late.
            for (phone, hearsManager) in [(caller, operatorHearsManager), (customer, customerHearsManager)]
            where !hearsManager {
                let heard = await level(of: manager.tone, at: phone)
                #expect(heard < -30, comment, sourceLocation: sourceLocation)
            }
        }

        private func hears(_ phone: SIPPhone, _ tones: [Int]) async throws {
            for tone in tones {
                try await phone.waitUntilHearing(tone: tone, phone.number == "101" ? liveCall : nil, threshold: -12)
            }
            // What was heard before the change must be over: the customer never falls silent.
            let now = await customer.recording().count
            try await customer.waitUntilRecorded(.milliseconds(now / 8 + 700))
        }

        private func level(of tone: Int, at phone: SIPPhone) async -> Double {
            let recording = phone.number == "101" ? await phone.recording(of: liveCall) : await phone.recording()
            return ToneDetector().level(of: tone, in: Array(recording.suffix(4000)))
        }

        /// Whether the two hear each other.
        func goesOn() async throws {
            try await caller.waitUntilHearing(tone: customer.tone, liveCall)
            try await customer.waitUntilHearing(tone: caller.tone)
        }
    }

    /// The operator and the customer talk; then the operator asks for help, and the manager is there.
    private func coached(
        on version: AsteriskVersion, through driver: LiveCallCenter.Driver, route: String,
        _ scenario: (LiveCallCenter, BridgeProcess, HelpRequest, Talk) async throws -> Void
    ) async throws {
        try await LiveCallCenter.run(
            on: version, phones: Self.phones, route: route, through: driver
        ) { center, bridge in
            try await center.prepare()
            let caller = try center.phone("101")
            try await caller.call("900")
            let talk = Talk(
                caller: caller, customer: try center.phone("900"), manager: try center.phone("201"),
                liveCall: try #require(await caller.currentCallID))
            try await talk.caller.waitUntilHearing(tone: talk.customer.tone)
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            try await scenario(center, bridge, connected, talk)
        }
    }

    @Test(
        "A coach whispers, changes by keypad to barging, listening and back, and leaves the live call as it was",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func modes(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await coached(on: version, through: driver, route: Self.route("whisper")) { center, bridge, request, talk in
            #expect(request.mode == .whisper)
            #expect(await talk.caller.rings == 0)
            try await talk.expect(operatorHearsManager: true, customerHearsManager: false, "whisper")
            // The prompt was for the operator's ears only.
            let prompt = try center.onlyPrompt()
            // They hear it over the customer's tone, which is as loud.
            let heard = AudioComparison.find(prompt, in: await talk.caller.recording()).similarity
            let unheard = AudioComparison.find(prompt, in: await talk.customer.recording()).similarity
            #expect(heard > 3 * unheard, "\(heard) and \(unheard)")

            try await talk.manager.press("*2")
            try await bridge.wait(for: request.id) { $0.mode == .barge }
            try await talk.expect(operatorHearsManager: true, customerHearsManager: true, "barge")
            try await talk.manager.press("*3")
            try await bridge.wait(for: request.id) { $0.mode == .listen }
            try await talk.expect(operatorHearsManager: false, customerHearsManager: false, "listen")
            try await talk.manager.press("*1")
            try await bridge.wait(for: request.id) { $0.mode == .whisper }
            try await talk.expect(operatorHearsManager: true, customerHearsManager: false, "whisper again")

            try await talk.manager.hangUp()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            try await talk.goesOn()
            try await talk.customer.hangUp()
            try await talk.caller.waitUntilEnded()
        }
    }

    @Test(
        "A coach begins as a listener or in three where the route says so", arguments: AsteriskVersion.tried,
        LiveCallCenter.Driver.allCases)
    func startsOtherwise(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await coached(on: version, through: driver, route: Self.route("barge")) { _, bridge, request, talk in
            try await talk.expect(operatorHearsManager: true, customerHearsManager: true, "barge")
            // The customer's end is the end of it.
            try await talk.customer.hangUp()
            try await talk.manager.waitUntilEnded()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
        try await coached(on: version, through: driver, route: Self.route("listen")) { _, bridge, _, talk in
            try await talk.expect(operatorHearsManager: false, customerHearsManager: false, "listen")
            // A killed bridge leaves the call alone.
            bridge.kill()
            try await talk.goesOn()
        }
    }

    @Test(
        "A coach is found again by a bridge that was killed meanwhile, and leaves when the operator hangs up",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func killed(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await coached(on: version, through: driver, route: Self.route("whisper")) { center, bridge, request, talk in
            bridge.kill()
            try await talk.expect(operatorHearsManager: true, customerHearsManager: false, "while it is away")
            let restarted = try await center.serve()
            defer { restarted.stop() }
            try await talk.manager.press("*2")
            try await restarted.wait(for: request.id) { $0.mode == .barge }
            try await talk.expect(operatorHearsManager: true, customerHearsManager: true, "barge")
            #expect(try await restarted.request(request.id).state == .connected)
            try await talk.caller.hangUp()
            try await talk.manager.waitUntilEnded()
            let ended = try await restarted.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(await talk.manager.rings == 1)
            try await center.waitUntilQuiet()
        }
    }

    @Test(
        "A coach does not stay behind when the customer has hung up while the bridge was away",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func endsUnseen(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await coached(on: version, through: driver, route: Self.route("listen")) { center, bridge, request, talk in
            bridge.kill()
            try await talk.customer.hangUp()
            try await talk.caller.waitUntilEnded()
            let restarted = try await center.serve()
            defer { restarted.stop() }
            try await talk.manager.waitUntilEnded()
            let ended = try await restarted.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            try await center.waitUntilQuiet()
        }
    }

    @Test(
        "Coaching is a call of its own if the operator is on none, and whispering if their phone takes no second one",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func fallbacks(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version, phones: Self.phones, route: Self.route("whisper"), through: driver
        ) { center, bridge in
            try await center.prepare()
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.mode == .consult)
            #expect(connected.fallback == .noLiveCall)
            try await center.phone("101").waitUntilHearing(tone: center.phone("201").tone)
            try await center.phone("101").hangUp()
            try await center.phone("201").waitUntilEnded()
        }
        try await coached(on: version, through: driver, route: Self.route("consult")) { _, bridge, request, talk in
            #expect(request.mode == .whisper)
            #expect(request.fallback == .operatorBusy)
            try await talk.expect(operatorHearsManager: true, customerHearsManager: false, "busy operator")
            try await talk.manager.hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
            try await talk.goesOn()
        }
    }

    @Test(
        "Where nothing says how, a manager whispers, and gets a call of their own while the customer is on hold",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func usual(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        let route = LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: 10")
        try await coached(on: version, through: driver, route: route) { center, bridge, request, talk in
            #expect(request.mode == .whisper)
            #expect(request.fallback == nil)
            try await talk.expect(operatorHearsManager: true, customerHearsManager: false, "by default")
            try await talk.manager.hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }

            await talk.caller.setCallWaiting(true)
            try await talk.caller.hold()
            let second = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: second.id) { $0.state == .connected }
            #expect(connected.mode == .consult)
            #expect(connected.fallback == .customerOnHold)
            try await talk.caller.waitUntilHearing(tone: talk.manager.tone)
            #expect(!ToneDetector().hears(talk.manager.tone, in: await talk.customer.recording(), threshold: -25))
            try await talk.manager.hangUp()
            try await bridge.wait(for: second.id) { $0.state.isEnd }
        }
    }

    @Test(
        "A coach never comes to the call of another account, though its name begins alike",
        arguments: AsteriskVersion.tried)
    func anotherAccount(version: AsteriskVersion) async throws {
        var phones = Self.phones
        phones["101-2"] = .answer(afterMilliseconds: 100)
        phones["200"] = .answer(afterMilliseconds: 0)
        try await LiveCallCenter.run(on: version, phones: phones, route: Self.route("whisper")) { center, bridge in
            let stranger = try center.phone("101-2")
            let manager = try center.phone("201")
            try await stranger.call("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.mode == .consult)
            #expect(connected.fallback == .noLiveCall)
            try await center.phone("101").waitUntilHearing(tone: center.phone("201").tone)
            let heard = await stranger.recording()
            #expect(!ToneDetector().hears(manager.tone, in: heard, threshold: -25))
            try await center.phone("101").hangUp()
            try await bridge.wait(for: request.id) { $0.state.isEnd }

            // Both are on the phone, the stranger since later.
            try await stranger.hangUp()
            try await center.phone("101").call("200")
            try await stranger.call("900")
            let second = try await bridge.request(operator: "101", route: "*5003")
            let coached = try await bridge.wait(for: second.id) { $0.state == .connected }
            #expect(coached.mode == .whisper)
            try await center.phone("201").waitUntilHearing(tone: center.phone("200").tone)
            let listened = await manager.recording()
            #expect(!ToneDetector().hears(stranger.tone, in: listened, threshold: -25))
        }
    }

    @Test(
        "A consult fails at once when the operator's phone is busy and the route says so",
        arguments: AsteriskVersion.tried,
        LiveCallCenter.Driver.allCases)
    func fails(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        try await LiveCallCenter.run(
            on: version, phones: Self.phones, route: Self.route("consult", ", whenOperatorBusy: fail"),
            through: driver
        ) { center, bridge in
            try await center.prepare()
            try await center.phone("101").call("900")
            let request = try await bridge.request(operator: "101", route: "*5003")
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .operatorBusy)
            #expect(ended.mode == .consult)
            #expect(try await center.phone("201").rings == 0)
        }
    }

    @Test(
        "A coach comes to the call that an operator holds to dial the code, and the dialled call tells of it",
        arguments: AsteriskVersion.tried, LiveCallCenter.Driver.allCases)
    func dialled(version: AsteriskVersion, driver: LiveCallCenter.Driver) async throws {
        // The laboratory's own dialplan has the other code.
        let code = driver == .ari ? "*5003" : "*77"
        try await LiveCallCenter.run(
            on: version, phones: Self.phones, route: Self.route("whisper").replacing("*5003", with: code),
            through: driver
        ) { center, bridge in
            try await center.prepare()
            let caller = try center.phone("101")
            let manager = try center.phone("201")
            try await caller.call("900")
            try await caller.hold()
            try await caller.call(code)
            let request = try await bridge.newestRequest()
            let connected = try await bridge.wait(for: request.id, timeout: .seconds(120)) { $0.state == .connected }
            #expect(connected.mode == .whisper)
            #expect(connected.fallback == nil)
            let prompt = try center.onlyPrompt()
            #expect(AudioComparison.find(prompt, in: await caller.recording()).isSame)
            try await caller.waitUntilEnded()
            try await manager.waitUntilHearing(tone: center.phone("900").tone, threshold: -15)
            try await manager.hangUp()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }
}
