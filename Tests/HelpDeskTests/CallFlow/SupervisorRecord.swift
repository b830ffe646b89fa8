import TestSupport

@testable import HelpDesk

/// What supervisors have done in a ``FlowWorld``, held against what the flow does.
struct SupervisorRecord {
    /// A supervisor who stands on no ladder.
    static let stranger = "300"
    /// Of the ladder, of the overflow, and of neither.
    static let supervisors = ["200", "201", "900", stranger]

    /// Everybody who is not online.
    private(set) var absent: [String: Presence.State] = [:]
    private(set) var takes = 0
    /// Who has taken the request, and is still to be rung for it.
    private var awaited: Set<String> = []
    private var visits: [String: Int] = [:]
    private(set) var faults: [String] = []

    /// How often somebody may have been rung beyond the rounds: when they took it themselves or came to the call, and
    /// when somebody who took it has interrupted their ringing.
    func rings(of number: String) -> Int { takes + (visits[number] ?? 0) }

    mutating func switchPresence(_ number: String, to state: Presence.State) {
        absent[number] = absent[number] == nil && state != .online ? state : nil
    }

    /// The process is gone: whoever has taken the request was told so only if that was stored.
    mutating func lostTakes() {
        awaited = []
    }

    mutating func check(_ event: CallFlow.Event, _ actions: [CallFlow.Action], before: CallFlow, after: CallFlow) {
        switch event {
        case .taken(let taker): checkTaking(taker, actions, before: before, after: after)
        case .visited(let supervisor, _):
            visits[supervisor.extension, default: 0] += 1
            if before.refusal(of: event) != nil, !actions.isEmpty || before != after {
                faults.append("a visit was refused and changed something")
            }
        case .ended(let channel, _, _): checkLeaving(channel, actions, before: before, after: after)
        default: break
        }
        for case .originate(let ring) in actions where ring.party != .operator && absent[ring.extension] != nil {
            let leg = after.hunt.attempts.first { $0.channel == ring.channel }
            guard let leg, !leg.isTaker, after.request.urgency != .emergency else { continue }
            // What was ordered before may have to be ordered again.
            if before.hunt.attempts.contains(where: { $0.channel == ring.channel }) { continue }
            faults.append("\(ring.extension) is rung, who is not online")
        }
        checkAwaited(actions, after: after)
    }

    /// Everybody who has taken the request is rung before nobody is, unless somebody helps or it ends.
    private mutating func checkAwaited(_ actions: [CallFlow.Action], after: CallFlow) {
        for case .originate(let ring) in actions { awaited.remove(ring.extension) }
        guard after.stage == .findingHelper, after.hunt.order.candidates != nil, !awaited.isEmpty,
            !after.hunt.attempts.contains(where: \.isActive)
        else { return }
        faults.append("\(awaited.sorted()) have taken the request, and are not rung")
    }

    private mutating func checkTaking(
        _ taker: Candidate, _ actions: [CallFlow.Action], before: CallFlow, after: CallFlow
    ) {
        takes += 1
        if before.refusal(of: .taken(by: taker)) != nil {
            if !actions.isEmpty || before != after { faults.append("a taking was refused and changed something") }
            return
        }
        if !after.hunt.attempts.contains(where: { $0.isActive && $0.extension == taker.extension }) {
            awaited.insert(taker.extension)
        }
        guard after.stage == .findingHelper, after.hunt.order.candidates != nil else { return }
        if after.hunt.attempts.filter(\.isActive).map(\.extension) != [taker.extension] {
            faults.append("somebody else is rung beside \(taker.extension), who has taken the request")
        }
        let wasRung = before.hunt.attempts.contains { $0.isActive && $0.extension == taker.extension }
        let isRung = actions.contains { if case .originate = $0 { true } else { false } }
        if wasRung == isRung { faults.append("\(taker.extension) is rung once more, or not at all") }
    }

    /// Nothing that a supervisor does ends the call.
    private mutating func checkLeaving(
        _ channel: ChannelID, _ actions: [CallFlow.Action], before: CallFlow, after: CallFlow
    ) {
        let isVisitor = before.visits.all.contains { $0.legs.contains { $0.channel == channel } }
        guard isVisitor, case .connected(let position) = before.stage else { return }
        let two = [before.operatorLeg.channel, before.hunt.attempts[position].channel]
        if after.stage != before.stage || two.contains(where: { actions.contains(.hangUp($0)) }) {
            faults.append("the call ends with a supervisor's leaving")
        }
    }
}

extension FlowWorld {
    /// A supervisor takes the request, comes to its call, or somebody's presence changes.
    mutating func supervisorActs() {
        switch Int.random(in: 0..<10, using: &generator) {
        case ..<6: supervisorTakes()
        case ..<7: supervisorVisits()
        default:
            let state = Presence.State.allCases.randomElement(using: &generator) ?? .busy
            supervisors.switchPresence(anySupervisor().extension, to: state)
            handle(.absent(supervisors.absent))
        }
    }

    mutating func supervisorTakes() {
        let supervisor = anySupervisor()
        handle(.taken(by: supervisor))
        // Sent again, as a client would whose answer was lost.
        if generator.chance(30) { handle(.taken(by: supervisor)) }
    }

    mutating func supervisorVisits() {
        let mode = CallMode.allCases.filter(\.isCoaching).randomElement(using: &generator) ?? .listen
        handle(.visited(by: anySupervisor(), mode))
    }

    private mutating func anySupervisor() -> Candidate {
        let number = SupervisorRecord.supervisors.randomElement(using: &generator) ?? SupervisorRecord.stranger
        return Candidate(extension: number, name: nil, source: .department("support"))
    }
}
