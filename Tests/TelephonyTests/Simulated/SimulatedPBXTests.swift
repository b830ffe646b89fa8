import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Telephony

@Suite("The simulated PBX", .timeLimit(.minutes(15)))
struct SimulatedPBXTests {
    private let operatorLeg = Samples.operatorLeg
    private let helperLeg = Samples.helperLeg

    /// Runs a PBX a hundred times faster than life, until the body has returned.
    private func run(
        _ phones: [String: PhoneScript], _ body: (SimulatedPBX, EventReader) async throws -> Void
    ) async throws {
        let pbx = SimulatedPBX(phones: phones, timeScale: 0.01, logger: LogRecorder().logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pbx.run() }
            let events = EventReader(pbx)
            #expect(try await events.nextSnapshot() == PBXSnapshot())
            try await body(pbx, events)
            group.cancelAll()
            try await group.waitForAll()
            await #expect(throws: EventReader.StreamEnded.self) {
                while true { _ = try await events.next() }
            }
        }
    }

    private func call(
        _ pbx: SimulatedPBX, _ events: EventReader, _ leg: ChannelID, _ number: String
    ) async throws {
        try await pbx.originate(Samples.order(leg, number))
        #expect(try await events.next() == .ringing(leg))
        #expect(try await events.next() == .answered(leg))
    }

    @Test(
        "Each simulated phone acts by its script",
        arguments: [
            (
                PhoneScript.answers(after: .seconds(1)),
                [PBXEvent.ringing(Samples.helperLeg), .answered(Samples.helperLeg)]
            ),
            (.busy, [.ended(Samples.helperLeg, .busy)]),
            (.declines(after: .seconds(1)), [.ringing(Samples.helperLeg), .ended(Samples.helperLeg, .declined)]),
            (.noAnswer, [.ringing(Samples.helperLeg), .ended(Samples.helperLeg, .noAnswer)]),
            (.answers(after: .seconds(60)), [.ringing(Samples.helperLeg), .ended(Samples.helperLeg, .noAnswer)]),
            (.dead, [.ended(Samples.helperLeg, .noAnswer)]),
            (
                PhoneScript(.answers(after: .seconds(1)), staysFor: .seconds(1)),
                [.ringing(Samples.helperLeg), .answered(Samples.helperLeg), .ended(Samples.helperLeg, .normal)]
            ),
        ])
    func scripts(script: PhoneScript, expected: [PBXEvent]) async throws {
        try await run(["200": script]) { pbx, events in
            try await pbx.originate(Samples.order(helperLeg, "200", timeoutSeconds: 5))
            for event in expected { #expect(try await events.next() == event) }
        }
    }

    @Test("A phone that is not registered, or not known, is offline and never rings")
    func offline() async throws {
        try await run(["200": .offline]) { pbx, _ in
            for number in ["200", "299"] {
                await #expect(throws: PBXError.offline) {
                    try await pbx.originate(Samples.order(helperLeg, number))
                }
            }
            #expect(pbx.ringCounts.isEmpty)
            #expect(pbx.orders.map(\.error) == [.offline, .offline])
        }
    }

    @Test("A repeated order rings the phone once")
    func duplicate() async throws {
        try await run(["200": .noAnswer]) { pbx, events in
            let order = try Samples.order(helperLeg, "200", timeoutSeconds: 1000)
            try await pbx.originate(order)
            try await pbx.originate(order)
            #expect(try await events.next() == .ringing(helperLeg))
            pbx.hangUp(phone: "200")
            #expect(try await events.next() == .ended(helperLeg, .declined))
            #expect(pbx.ringCounts == ["200": 1])
            #expect(pbx.orders == Array(repeating: SimulatedOrderRecord(order: .originate(order)), count: 2))
        }
    }

    @Test("A consult goes through: prompt, ringing tone, bridge, and a hang-up that does not touch the other leg")
    func consult() async throws {
        let phones: [String: PhoneScript] = [
            "101": .answers(after: .seconds(1)), "200": .answers(after: .seconds(1)),
        ]
        try await run(phones) { pbx, events in
            try await call(pbx, events, operatorLeg, "101")
            try await pbx.startRinging(operatorLeg)
            #expect(pbx.hearsRinging(operatorLeg))
            let start = ContinuousClock.now
            try await pbx.play(Samples.prompt, as: Samples.playback, on: operatorLeg)
            #expect(!pbx.hearsRinging(operatorLeg), "a prompt ends the ringing tone")
            #expect(try await events.next() == .playbackFinished(Samples.playback, succeeded: true))
            #expect(start.duration(to: .now) >= .milliseconds(15), "a prompt takes its length")
            #expect(!pbx.hearsRinging(operatorLeg), "and the tone does not come back")
            try await call(pbx, events, helperLeg, "200")
            try await pbx.join([operatorLeg, helperLeg], in: Samples.bridge)
            #expect(try await events.next() == .enteredBridge(operatorLeg))
            #expect(try await events.next() == .enteredBridge(helperLeg))
            try await pbx.join([operatorLeg, helperLeg], in: Samples.bridge)
            #expect(try await events.next() == .enteredBridge(operatorLeg))
            #expect(try await events.next() == .enteredBridge(helperLeg))
            pbx.hangUp(phone: "200")
            #expect(try await events.next() == .ended(helperLeg, .normal))
            #expect(pbx.snapshot.channels == [operatorLeg: .answered])
            #expect(pbx.snapshot.bridges == [Samples.bridge: [operatorLeg]])
            try await pbx.destroy(Samples.bridge)
            #expect(pbx.snapshot.channels == [operatorLeg: .answered])
            try await pbx.hangUp(operatorLeg)
            #expect(try await events.next() == .ended(operatorLeg, .normal))
            await #expect(throws: PBXError.gone) { try await pbx.hangUp(operatorLeg) }
            await #expect(throws: PBXError.gone) { try await pbx.destroy(Samples.bridge) }
        }
    }

    @Test("A prompt that cannot be played, or whose channel ends, finishes without success")
    func failedPrompts() async throws {
        try await run(["101": .answers(after: .zero)]) { pbx, events in
            try await call(pbx, events, operatorLeg, "101")
            pbx.setUnplayable([Samples.prompt.digest])
            try await pbx.play(Samples.prompt, as: Samples.playback, on: operatorLeg)
            #expect(try await events.next() == .playbackFinished(Samples.playback, succeeded: false))
            pbx.setUnplayable([])
            let long = PromptAudio(digest: Samples.prompt.digest, seconds: 10_000)
            try await pbx.play(long, as: Samples.playback, on: operatorLeg)
            pbx.hangUp(phone: "101")
            #expect(try await events.next() == .playbackFinished(Samples.playback, succeeded: false))
            #expect(try await events.next() == .ended(operatorLeg, .normal))
        }
    }

    @Test("A channel that only rings takes no prompt, tone or bridge; one that is over is gone")
    func tooEarly() async throws {
        try await run(["101": .noAnswer]) { pbx, events in
            try await pbx.originate(Samples.order(operatorLeg, "101", timeoutSeconds: 1000))
            #expect(try await events.next() == .ringing(operatorLeg))
            let refusal = PBXError.refused("422: Channel not in Stasis application")
            await #expect(throws: refusal) { try await pbx.startRinging(operatorLeg) }
            await #expect(throws: refusal) { try await pbx.join([operatorLeg], in: Samples.bridge) }
            await #expect(throws: refusal) {
                try await pbx.play(Samples.prompt, as: Samples.playback, on: operatorLeg)
            }
            await #expect(throws: PBXError.gone) { try await pbx.join([helperLeg], in: Samples.bridge) }
            pbx.answer(phone: "101")
            #expect(try await events.next() == .answered(operatorLeg))
            try await pbx.join([operatorLeg], in: Samples.bridge)
        }
    }

    @Test("While the event stream is cut, events are lost, answered calls are dropped, and nothing can be ordered")
    func disconnection() async throws {
        try await run(["101": .answers(after: .zero), "200": .noAnswer, "201": .noAnswer]) { pbx, events in
            try await call(pbx, events, operatorLeg, "101")
            let second = ChannelID.ofHelper(Samples.request, ordinal: 2)
            for (leg, number) in [(helperLeg, "200"), (second, "201")] {
                try await pbx.originate(Samples.order(leg, number, timeoutSeconds: 1000))
                #expect(try await events.next() == .ringing(leg))
            }
            pbx.disconnect(reason: "test")
            #expect(try await events.next() == .disconnected(reason: "test"))
            #expect(!pbx.status.isConnected)
            await #expect(throws: PBXError.notConnected) { try await pbx.startRinging(operatorLeg) }
            pbx.answer(phone: "200")
            try await pbx.hangUp(operatorLeg)
            pbx.reconnect()
            #expect(try await events.nextSnapshot() == PBXSnapshot(channels: [second: .ringing]))
            pbx.hangUp(phone: "201")
            #expect(try await events.next() == .ended(second, .declined))
        }
    }

    @Test("A listener on a leg of ours is there at once, is no part of its call, and goes with it")
    func listenerOnOwnLeg() async throws {
        try await run(["101": .answers(after: .zero)]) { pbx, events in
            let listener = ChannelID.ofSnoop(Samples.request, ordinal: 1)
            await #expect(throws: PBXError.gone) { try await pbx.snoop(operatorLeg, as: listener, mode: .listen) }
            try await call(pbx, events, operatorLeg, "101")
            try await pbx.snoop(operatorLeg, as: listener, mode: .listen)
            #expect(try await events.next() == .answered(listener))
            try await pbx.hangUp(listener)
            #expect(try await events.next() == .ended(listener, .normal))
            try await pbx.snoop(operatorLeg, as: listener, mode: .listen)
            #expect(try await events.next() == .answered(listener))
            pbx.hangUp(phone: "101")
            #expect(try await events.next() == .ended(operatorLeg, .normal))
            #expect(try await events.next() == .ended(listener, .normal))
        }
    }

    @Test("An order whose answer is lost was carried out all the same; one that is refused was not")
    func faults() async throws {
        try await run(["101": .noAnswer, "200": .noAnswer]) { pbx, events in
            pbx.setFault { order in
                guard case .originate(let origination) = order else { return nil }
                return origination.number.text == "101" ? .losesAnswer : .refuses(.refused("no"))
            }
            await #expect(throws: PBXError.unanswered("the answer was lost")) {
                try await pbx.originate(Samples.order(operatorLeg, "101"))
            }
            await #expect(throws: PBXError.refused("no")) {
                try await pbx.originate(Samples.order(helperLeg, "200"))
            }
            let event = try await events.next()
            #expect(event == .ringing(operatorLeg))
            #expect(pbx.ringCounts == ["101": 1])
        }
    }

    @Test("A phone's script can be changed while the simulated PBX runs")
    func changedScript() async throws {
        try await run(["200": .busy]) { pbx, events in
            try await pbx.originate(Samples.order(helperLeg, "200"))
            #expect(try await events.next() == .ended(helperLeg, .busy))
            pbx.setPhone("200", .answers(after: .zero))
            try await call(pbx, events, helperLeg, "200")
        }
    }

    @Test("The simulated PBX's log tells the story of a call in plain words")
    func summary() async throws {
        let logs = LogRecorder()
        let pbx = SimulatedPBX(phones: ["200": .declines(after: .zero)], timeScale: 0.01, logger: logs.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pbx.run() }
            let events = EventReader(pbx)
            _ = try await events.nextSnapshot()
            try await pbx.originate(Samples.order(helperLeg, "200"))
            #expect(try await events.next() == .ringing(helperLeg))
            #expect(try await events.next() == .ended(helperLeg, .declined))
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(logs.messages(at: .info) == ["phone 200 rings", "phone 200 declines the call"])
    }
}
