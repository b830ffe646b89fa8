import Foundation
import Testing

@testable import HelpDesk

@Suite("Whatever two phones, a PBX, a full disk and a crash do")
struct CallFlowPropertyTests {
    static let seeds = Seeds.random(5_000)

    @Test(
        """
        Whatever two phones, a PBX, a full disk and a crash do, every request and every leg ends, no helper is rung twice in \
        a round, nobody is joined against their will, and nobody is rung or joined before the disk knows of it
        """)
    func invariantsHold() async {
        var outcomes: Set<Outcome> = []
        var visits: Set<SupervisorVisit.State> = []
        var takerIsHelped = false
        for seed in Self.seeds {
            // Other tests wait for their turn.
            await Task.yield()
            var world = FlowWorld(seed: seed)
            if seed.isMultiple(of: 2) { untilConnected(&world, seed) }
            for _ in 0..<60 where !world.flow.isEnded {
                world.step()
                checkAlways(world, seed)
            }
            world.isCalm = true
            var steps = 0
            while !(world.flow.isEnded && world.isQuiet && world.streamIsUp), steps < 2000 {
                world.step()
                checkAlways(world, seed)
                steps += 1
            }
            checkEnd(&world, seed)
            if let outcome = world.flow.request.outcome { outcomes.insert(outcome) }
            visits.formUnion(world.flow.request.supervisors.map(\.state))
            if world.flow.request.outcome == .helped, world.flow.request.manager?.extension == SupervisorRecord.stranger
            {
                takerIsHelped = true
            }
        }
        // A generator that never gets anywhere would prove nothing. What is rare comes in thousands of runs only.
        if Self.seeds.count > 1 {
            #expect(outcomes.isSuperset(of: [.helped, .noAnswer, .operatorHungUp, .cancelled]), "\(outcomes)")
        }
        if Self.seeds.count >= 5_000 {
            #expect(outcomes.isSuperset(of: [.noManager, .operatorBusy, .callEnded]), "\(outcomes)")
            #expect(visits.isSuperset(of: [.left, .noAnswer, .error, .cancelled]), "\(visits)")
            #expect(takerIsHelped)
        }
    }

    /// Lets half of the runs get as far as a call before anything fails.
    private func untilConnected(_ world: inout FlowWorld, _ seed: UInt64) {
        world.isCalm = true
        world.isKind = true
        for _ in 0..<300 where world.flow.request.state != .connected && !world.flow.isEnded {
            world.step()
            checkAlways(world, seed)
        }
        world.isCalm = false
        world.isKind = false
    }

    private func checkAlways(_ world: FlowWorld, _ seed: UInt64) {
        let helpers = world.originations.filter { $0.key != .ofOperator(world.flow.id) }
        for (channel, count) in helpers where count > 1 {
            Issue.record("\(channel) was rung \(count) times; seed \(seed)\n\(tail(world))")
        }
        let isWaiting = world.flow.route.options.waitSeconds > 0
        let rounds = world.flow.route.ringing.rounds + (isWaiting ? HelperWait.furtherAttempts : 0)
        for (number, count) in world.invitations
        where number != "101" && count > (number == "900" ? 1 : rounds) + world.supervisors.rings(of: number) {
            Issue.record("helper \(number) was rung \(count) times in \(rounds) rounds; seed \(seed)\n\(tail(world))")
        }
        if !world.joinedWithoutConsent.isEmpty {
            Issue.record("joined without the key: \(world.joinedWithoutConsent); seed \(seed)\n\(tail(world))")
        }
        if world.liveCallWasTouched {
            Issue.record("the live call was hung up; seed \(seed)\n\(tail(world))")
        }
        if world.mostInBridge > 2 {
            Issue.record("\(world.mostInBridge) are in the bridge; seed \(seed)\n\(tail(world))")
        }
        if case .connected = world.flow.stage, !world.flow.cleanup.formerChannels.isEmpty, world.flow.deadline == nil {
            Issue.record("somebody who should be gone is forgotten; seed \(seed)\n\(tail(world))")
        }
        for fault in world.faults + world.supervisors.faults + world.disk.faults {
            Issue.record("\(fault); seed \(seed)\n\(tail(world))")
        }
        if world.flow.request.state == .connected, !world.everJoined {
            Issue.record("connected without having been joined; seed \(seed)\n\(tail(world))")
        }
        let legs = [world.flow.operatorLeg] + world.flow.hunt.attempts.map(\.leg)
        if world.streamIsUp, world.isQuiet, legs.contains(where: { $0.state == .keptBack }) {
            Issue.record("a leg waits for a PBX that is there; seed \(seed)\n\(tail(world))")
        }
        if world.operatorIsInSilence, world.flow.deadline == nil {
            Issue.record("the operator waits in silence for nothing; seed \(seed)\n\(tail(world))")
        }
        if world.operatorIsInSilence, world.flow.stage == .findingHelper, world.flow.player.operatorHearsRinging {
            Issue.record("the operator does not hear the ringing that they are to hear; seed \(seed)\n\(tail(world))")
        }
    }

    private func checkEnd(_ world: inout FlowWorld, _ seed: UInt64) {
        let request = world.flow.request
        guard world.flow.isEnded else {
            Issue.record("the request does not end: \(world.flow.stage); seed \(seed)\n\(tail(world))")
            return
        }
        let context: Comment = "seed \(seed)\n\(tail(world))"
        func expect(_ holds: Bool, _ sentence: String) {
            if !holds { Issue.record("not so: \(sentence); \(context)") }
        }
        expect(world.disk.isEnded, "the end is stored")
        expect(world.channels.isEmpty, "every leg is ended")
        expect(!world.bridgeExists && world.visitBridges.isEmpty, "the bridges are gone")
        expect(request.supervisors.allSatisfy { $0.state != .ringing && $0.state != .joined }, "supervisors have gone")
        expect(request.state.isEnd && request.outcome != nil, "an end has an outcome")
        expect(request.attempts.allSatisfy { $0.result != nil && $0.milliseconds != nil }, "attempts have results")
        expect(request.timeline.map(\.state).last == request.state, "the timeline ends with the state")
        expect(request.timeline.count(where: { $0.state.isEnd }) == 1, "there is one end")
        expect((request.state == .completed) == (request.outcome == .helped), "completed means helped")

        let ended = world.flow
        for event in [
            CallFlow.Event.tick, .cancel, .started, .originated(.ofOperator(request.id), isPhone: true),
            .joinFailed([]),
            .liveCall(nil),
        ] {
            var flow = ended
            expect(flow.handle(event, at: world.now).isEmpty, "an ended request orders nothing")
            expect(flow == ended, "an ended request does not change")
        }
    }

    private func tail(_ world: FlowWorld) -> String {
        world.log.suffix(60).joined(separator: "\n")
    }
}
