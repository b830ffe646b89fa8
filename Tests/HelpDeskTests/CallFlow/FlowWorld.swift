import Foundation
import TestSupport

@testable import HelpDesk

/// Some phones, a PBX and a bridge that may crash, with every choice left to a seed.
///
/// It obeys what was measured on Asterisk: events of one channel keep their order, replies to orders may come late or
/// never, nothing propagates a hang-up, and what happens while the event stream is down is never told.
struct FlowWorld {
    struct Phone {
        var `extension`: String
        var isUp = false
        var isRinging = false
        /// Whether it is where somebody's phone has sent a call.
        var isForwarded = false
    }

    var flow: CallFlow
    var now = FlowFixture.start
    var channels: [ChannelID: Phone] = [:]
    var bridge: Set<ChannelID> = []
    var bridgeExists = false
    /// How often each channel was made, and each phone rung.
    var originations: [ChannelID: Int] = [:]
    var invitations: [String: Int] = [:]
    /// Channels on which the key was pressed that takes the call.
    var accepted: Set<ChannelID> = []
    var operatorHears = false
    var playing: [PlaybackID: ChannelID] = [:]
    var everJoined = false
    /// Joinings of somebody who has not pressed the key.
    var joinedWithoutConsent: [ChannelID] = []
    var mostInBridge = 0
    /// The operator's call with the customer, on whose end its listeners end.
    var liveCall: ChannelID?
    /// Whether the bridge has ever laid hands on the live call.
    var liveCallWasTouched = false
    var log: [String] = []
    /// What must not have been decided.
    var faults: [String] = []
    /// What supervisors have done, and what must not have come of it.
    var supervisors = SupervisorRecord()
    /// Where supervisors stand with their listeners.
    var visitBridges: [BridgeID: Set<ChannelID>] = [:]

    /// What the bridge has on disk, what it is just writing, and what waits for it.
    var disk = StoredFlow()
    var pending = PendingOrders()
    var writing: (version: Int, flow: CallFlow)?
    var diskIsFull = false

    var generator: SeededGenerator
    var orders: [CallFlow.Action] = []
    var news: [CallFlow.Event] = []
    /// What the PBX has answered to orders, and the bridge has not read yet.
    var replies: [CallFlow.Event] = []
    var tasks: [CallFlow.Action] = []
    var transfers = 0
    var forwards = 0
    /// To whom each listener listens.
    var listeners: [ChannelID: ChannelID] = [:]
    /// Listeners that are still to come, though the bridge was told that they do not.
    var lateListeners: [ChannelID: ChannelID] = [:]
    var streamIsUp = true
    /// After the wild part of a run nothing fails any more, so that every request must come to its end.
    var isCalm = false
    /// Whether everybody picks up, and nobody hangs up.
    var isKind = false

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let route = FlowFixture.anyRoute(using: &generator)
        let arrival = generator.chance(30) ? ChannelID("1795000000.1") : nil
        flow = FlowFixture.flow(route: route, arrivedOn: arrival)
        if let arrival { channels[arrival] = Phone(extension: "101", isRinging: true) }
        if generator.chance(60) { liveCall = ChannelID("1795000000.50") }
        self.generator = generator
        log.append("\(route.ringing) \(route.options) \(route.mode) dialled: \(arrival != nil)")
        handle(.started)
        // Nobody knows of a request before it is on disk.
        beginWriting()
        endWriting()
    }

    var isQuiet: Bool {
        lateListeners.isEmpty && orders.isEmpty && news.isEmpty && replies.isEmpty && tasks.isEmpty && pending.isStored
            && writing == nil
    }

    /// Whether the operator is on the line, nothing is under way, and they hear nothing.
    var operatorIsInSilence: Bool {
        // On a live call they hear their customer.
        guard !flow.operatorCall.isCoaching, !flow.operatorCall.seeksLiveCall else { return false }
        let channel = flow.operatorLeg.channel
        guard let phone = channels[channel], phone.isUp, streamIsUp, isQuiet else { return false }
        return !operatorHears && !playing.values.contains(channel) && !bridge.contains(channel)
    }

    /// Lets one thing happen.
    mutating func step() {
        var choices: [(inout FlowWorld) -> Void] = []
        func offer(_ weight: Int, _ choice: @escaping (inout FlowWorld) -> Void) {
            choices += Array(repeating: choice, count: weight)
        }
        if !replies.isEmpty { offer(6) { $0.readReply() } }
        if !orders.isEmpty, replies.isEmpty { offer(6) { $0.carryOutNextOrder() } }
        if !news.isEmpty { offer(6) { $0.deliverNews() } }
        if !tasks.isEmpty { offer(4) { $0.finishTask() } }
        for channel in channels.keys.sorted(by: { $0.text < $1.text }) {
            offer(isCalm ? 2 : 3) { $0.phoneActs(channel) }
        }
        if liveCall != nil, !isKind, generator.chance(isCalm ? 30 : 10) { offer(1) { $0.endLiveCall() } }
        for playback in playing.keys.sorted(by: { $0.text < $1.text }) { offer(2) { $0.playbackEnds(playback) } }
        if case .connected = flow.stage, flow.visits.all.count < 3 { offer(8) { $0.supervisorVisits() } }
        if flow.stage == .findingHelper, supervisors.takes < 2 { offer(1) { $0.supervisorTakes() } }
        if writing != nil { offer(6) { $0.endWriting() } } else if !pending.isStored { offer(6) { $0.beginWriting() } }
        if !lateListeners.isEmpty { offer(2) { $0.lateListenerComes() } }
        if isCalm {
            diskIsFull = false
            if !streamIsUp { offer(4) { $0.reconnect() } }
            if isQuiet, !isKind || channels.values.allSatisfy(\.isUp) { offer(2) { $0.passTime() } }
        } else {
            offer(1) { $0.passTime() }
            offer(1) { $0.passSomeTime() }
            if streamIsUp { offer(1) { $0.disconnect() } } else { offer(2) { $0.reconnect() } }
            if generator.chance(8) { offer(1) { $0.crash() } }
            if generator.chance(diskIsFull ? 50 : 10) { offer(2) { $0.diskIsFull.toggle() } }
            if generator.chance(3) { offer(1) { $0.handle(.cancel) } }
            if generator.chance(3) { offer(1) { $0.handle(.withdrawn) } }
            if generator.chance(3) { offer(1) { $0.restartPBX() } }
            if generator.chance(50) { offer(2) { $0.supervisorActs() } }
        }
        choices.randomElement(using: &generator)?(&self)
    }

    mutating func handle(_ event: CallFlow.Event) {
        log.append("\(event)")
        let before = flow
        let actions = flow.handle(event, at: now)
        supervisors.check(event, actions, before: before, after: flow)
        check(event, actions, before: before)
        checkRinging(actions, before: before)
        let isNews = !actions.isEmpty || flow.isToBeStored(after: event, since: before)
        let isNewState = flow.request.state != before.request.state
        let latest = isNewState ? nil : now.addingTimeInterval(PendingOrders.batchingDelay)
        perform(isNews && !before.isEnded ? pending.enter(actions, of: flow, by: latest) : actions)
    }

    private mutating func check(_ event: CallFlow.Event, _ actions: [CallFlow.Action], before: CallFlow) {
        if case .refused(before.operatorLeg.channel, .failed) = event, before.operatorLeg.state == .answered,
            flow.isClosing, !before.isClosing
        {
            faults.append("a lost reply ends the request of an operator who is there")
        }
        for case .play(_, _, flow.operatorLeg.channel) in actions where flow.isOverheard {
            faults.append("the customer hears what is said to the operator")
        }
    }

    /// Looks at whom the flow has just decided to ring who has not taken the request.
    private mutating func checkRinging(_ actions: [CallFlow.Action], before: CallFlow) {
        let attempts = flow.hunt.attempts
        let end = HelperHunt.end(since: flow.operatorCall.answeredAt, flow.route.ringing)
        for case .originate(let ring) in actions where before.hunt.attempts.index(on: ring.channel) == nil {
            guard let index = attempts.index(on: ring.channel), !attempts[index].isTaker else { continue }
            if let end, now >= end { faults.append("\(ring.extension) is rung after the time over all helpers") }
            let candidate = attempts[index].candidate
            // Who has taken it since is rung as one who was busy then.
            if attempts[..<index].last(where: { $0.candidate == candidate })?.report.result == .declined {
                faults.append("\(ring.extension) has declined, and is rung again")
            }
        }
    }

    mutating func perform(_ actions: [CallFlow.Action]) {
        for action in actions {
            log.append("  -> \(action)")
            switch action {
            case .lookUp, .prepare: tasks.append(action)
            default: orders.append(action)
            }
        }
    }

    mutating func tell(_ event: CallFlow.Event) {
        if streamIsUp { news.append(event) }
    }

    mutating func readReply() {
        handle(replies.removeFirst())
    }

    mutating func deliverNews() {
        // Events of one channel keep their order, those of different channels do not have to.
        let event = news.removeFirst()
        if case .pressed(let channel, "1") = event { accepted.insert(channel) }
        if case .replaced(_, by: let successor) = event, flow.isEnded {
            // The service lets nobody stay whose request is over.
            return remove(successor, .normal)
        }
        if case .forwarded(_, by: let successor, _, _) = event, flow.isEnded { return remove(successor, .normal) }
        handle(event)
        // The same news twice does no harm.
        if !isCalm, generator.chance(5) { handle(event) }
    }

    mutating func finishTask() {
        guard let position = tasks.indices.randomElement(using: &generator) else { return }
        switch tasks.remove(at: position) {
        case .lookUp:
            let extensions = ["200", "201", "202"].prefix(Int.random(in: (isKind ? 1 : 0)...3, using: &generator))
            var ladder = FlowFixture.ladder(Array(extensions))
            if flow.route.options.overflow != nil {
                ladder.overflow = [Candidate(extension: "900", name: nil, source: .overflow)]
            }
            handle(.resolved(ladder))
        case .prepare(let kind, _):
            handle(generator.chance(85) ? .promptReady(kind, FlowFixture.audio) : .promptFailed(kind))
        default: break
        }
    }
}
