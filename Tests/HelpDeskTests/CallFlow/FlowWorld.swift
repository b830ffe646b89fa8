import Foundation

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
    }

    private(set) var flow: CallFlow
    private(set) var now = FlowFixture.start
    private(set) var channels: [ChannelID: Phone] = [:]
    private(set) var bridge: Set<ChannelID> = []
    private(set) var bridgeExists = false
    /// How often each channel was made, and each phone rung.
    private(set) var originations: [ChannelID: Int] = [:]
    private(set) var invitations: [String: Int] = [:]
    /// Channels on which the key was pressed that takes the call.
    private(set) var accepted: Set<ChannelID> = []
    private(set) var operatorHears = false
    private(set) var playing: [PlaybackID: ChannelID] = [:]
    private(set) var everJoined = false
    /// Joinings of somebody who has not pressed the key.
    private(set) var joinedWithoutConsent: [ChannelID] = []
    private(set) var mostInBridge = 0
    /// The operator's call with the customer, on whose end its listeners end.
    private(set) var liveCall: ChannelID?
    /// Whether the bridge has ever laid hands on the live call.
    private(set) var liveCallWasTouched = false
    private(set) var log: [String] = []
    /// What supervisors have done, and what must not have come of it.
    var supervisors = SupervisorRecord()
    /// Where supervisors stand with their listeners.
    private(set) var visitBridges: [BridgeID: Set<ChannelID>] = [:]

    var generator: SplitMix64
    private var orders: [CallFlow.Action] = []
    private var news: [CallFlow.Event] = []
    /// What the PBX has answered to orders, and the bridge has not read yet.
    private var replies: [CallFlow.Event] = []
    private var tasks: [CallFlow.Action] = []
    private var transfers = 0
    /// To whom each listener listens.
    private var listeners: [ChannelID: ChannelID] = [:]
    private(set) var streamIsUp = true
    /// After the wild part of a run nothing fails any more, so that every request must come to its end.
    var isCalm = false
    /// Whether everybody picks up, and nobody hangs up.
    var isKind = false

    init(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let route = FlowFixture.anyRoute(using: &generator)
        let arrival = generator.chance(30) ? ChannelID("1795000000.1") : nil
        flow = FlowFixture.flow(route: route, arrivedOn: arrival)
        if let arrival { channels[arrival] = Phone(extension: "101", isRinging: true) }
        if generator.chance(60) { liveCall = ChannelID("1795000000.50") }
        self.generator = generator
        log.append("\(route.ringing) \(route.options) \(route.mode) dialled: \(arrival != nil)")
        handle(.started)
    }

    var isQuiet: Bool { orders.isEmpty && news.isEmpty && replies.isEmpty && tasks.isEmpty }

    /// Whether the operator is on the line, nothing is under way, and he hears nothing.
    var operatorIsInSilence: Bool {
        // On a live call he hears his customer.
        guard !flow.isCoaching, !flow.seeksLiveCall else { return false }
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
        if case .connected = flow.stage, flow.visits.count < 3 { offer(8) { $0.supervisorVisits() } }
        if flow.stage == .findingHelper, supervisors.takes < 2 { offer(1) { $0.supervisorTakes() } }
        if isCalm {
            if !streamIsUp { offer(4) { $0.reconnect() } }
            if isQuiet, !isKind || channels.values.allSatisfy(\.isUp) { offer(2) { $0.passTime() } }
        } else {
            offer(1) { $0.passTime() }
            if streamIsUp { offer(1) { $0.disconnect() } } else { offer(2) { $0.reconnect() } }
            if generator.chance(8) { offer(1) { $0.crash() } }
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
        for action in actions {
            log.append("  -> \(action)")
            switch action {
            case .lookUp, .prepare: tasks.append(action)
            default: orders.append(action)
            }
        }
    }

    private mutating func tell(_ event: CallFlow.Event) {
        if streamIsUp { news.append(event) }
    }

    private mutating func readReply() {
        handle(replies.removeFirst())
    }

    private mutating func deliverNews() {
        // Events of one channel keep their order, those of different channels do not have to.
        let event = news.removeFirst()
        if case .pressed(let channel, "1") = event { accepted.insert(channel) }
        if case .replaced(_, by: let successor) = event, flow.isEnded {
            // The service lets nobody stay whose request is over.
            return remove(successor, .normal)
        }
        handle(event)
        // The same news twice does no harm.
        if !isCalm, generator.chance(5) { handle(event) }
    }

    private mutating func finishTask() {
        guard let position = tasks.indices.randomElement(using: &generator) else { return }
        switch tasks.remove(at: position) {
        case .lookUp:
            let extensions = ["200", "201", "202"].prefix(Int.random(in: (isKind ? 1 : 0)...3, using: &generator))
            var ladder = FlowFixture.ladder(Array(extensions))
            if flow.route.options.overflow != nil {
                ladder.overflow = [Candidate(extension: "900", name: nil, source: Ladder.overflowSource)]
            }
            handle(.resolved(ladder))
        case .prepare(let kind, _):
            handle(generator.chance(85) ? .promptReady(kind, FlowFixture.audio) : .promptFailed(kind))
        default: break
        }
    }
}

/// The PBX and the bridge.
extension FlowWorld {
    private mutating func carryOutNextOrder() {
        let order = orders.removeFirst()
        let isLost = !isCalm && generator.chance(4)
        switch order {
        case .originate(let ring): originate(ring, isLost: isLost)
        case .answer(let channel): answer(channel, isLost: isLost)
        case .lookForHelper(let helpers):
            let free = generator.chance(50) ? helpers.randomElement(using: &generator) : nil
            replies.append(
                free.map(CallFlow.Event.helperFree) ?? .waitingPosition(Int.random(in: 1...3, using: &generator)))
        case .findLiveCall:
            if streamIsUp { replies.append(.liveCall(liveCall)) }
        case .snoop(let target, let channel, _): snoop(target, channel, isLost: isLost)
        case .play(_, let playback, let channel):
            guard streamIsUp, !isLost, channels[channel]?.isUp == true else {
                handle(.playbackFinished(playback))
                return
            }
            if channel == flow.operatorLeg.channel { operatorHears = false }
            playing[playback] = channel
            if !isCalm, generator.chance(10) { playbackEnds(playback) }
        case .stopPlaying(let playback):
            if streamIsUp, !isLost { playbackEnds(playback) }
        case .startRinging(let channel):
            if channels[channel] != nil { operatorHears = true }
        case .stopRinging: operatorHears = false
        case .join(let members, .of(flow.id)): join(members, isLost: isLost)
        case .join(let members, let bridge): join(members, inVisit: bridge, isLost: isLost)
        case .destroy(.of(flow.id)):
            bridgeExists = false
            bridge = []
        case .destroy(let bridge): visitBridges[bridge] = nil
        case .hangUp(let channel):
            if channel == liveCall { liveCallWasTouched = true }
            guard channels[channel] != nil else { return handle(.ended(channel, .normal)) }
            if !isLost { remove(channel, .normal) }
        case .lookUp, .prepare: break
        }
    }

    private mutating func join(_ members: [ChannelID], isLost: Bool) {
        guard streamIsUp else { return }
        bridgeExists = true
        guard !isLost, members.allSatisfy({ channels[$0]?.isUp == true }) else { return handle(.joinFailed) }
        for member in members where bridge.insert(member).inserted { tell(.joined(member)) }
        everJoined = true
        let unwanted = Set(flow.helperLegs.filter { $0.state == .hangingUp }.map(\.channel) + flow.formerChannels)
        mostInBridge = max(mostInBridge, bridge.subtracting(unwanted).count)
        if flow.route.acceptKey != nil {
            joinedWithoutConsent += members.filter {
                $0.request != nil && !["101", "listener"].contains(channels[$0]?.extension) && !accepted.contains($0)
            }
        }
    }

    private mutating func answer(_ channel: ChannelID, isLost: Bool) {
        guard streamIsUp else { return }
        guard channels[channel] != nil else { return replies.append(.ended(channel, .normal)) }
        channels[channel]?.isUp = true
        replies.append(isLost ? .refused(channel, .failed) : .answered(channel))
    }

    private mutating func snoop(_ target: ChannelID, _ channel: ChannelID, isLost: Bool) {
        guard streamIsUp else { return replies.append(.deferred(channel)) }
        guard channels[channel] == nil else { return replies.append(.originated(channel, isPhone: false)) }
        let isThere = target == liveCall || channels[target]?.isUp == true
        guard isThere else { return replies.append(.ended(channel, .normal)) }
        if isLost, generator.chance(50) { return replies.append(.refused(channel, .failed)) }
        channels[channel] = Phone(extension: "listener", isUp: true)
        listeners[channel] = target
        tell(.answered(channel))
        replies.append(isLost ? .refused(channel, .failed) : .originated(channel, isPhone: false))
    }

    private mutating func endLiveCall() {
        if let call = liveCall { endListeners(on: call) }
        liveCall = nil
    }

    /// Who listens to a channel is out with it.
    private mutating func endListeners(on target: ChannelID) {
        for channel in listeners.filter({ $0.value == target }).keys.sorted(by: { $0.text < $1.text }) {
            listeners[channel] = nil
            if channels[channel] != nil { remove(channel, .normal) }
        }
    }

    private mutating func join(_ members: [ChannelID], inVisit bridge: BridgeID, isLost: Bool) {
        guard streamIsUp else { return }
        visitBridges[bridge, default: []].formUnion([])
        guard !isLost, members.allSatisfy({ channels[$0]?.isUp == true }) else { return handle(.joinFailed) }
        for member in members where visitBridges[bridge]?.insert(member).inserted == true { tell(.joined(member)) }
    }

    private mutating func originate(_ ring: CallFlow.Ring, isLost: Bool) {
        guard streamIsUp else { return replies.append(.deferred(ring.channel)) }
        guard channels[ring.channel] == nil else { return replies.append(.originated(ring.channel, isPhone: false)) }
        if isLost, generator.chance(50) { return replies.append(.refused(ring.channel, .failed)) }
        if !isKind, generator.chance(10) {
            return replies.append(.refused(ring.channel, generator.chance(50) ? .offline : .busy))
        }
        channels[ring.channel] = Phone(extension: ring.extension)
        originations[ring.channel, default: 0] += 1
        invitations[ring.extension, default: 0] += 1
        // An order whose reply was lost has been carried out all the same.
        replies.append(
            isLost ? .refused(ring.channel, .failed) : .originated(ring.channel, isPhone: generator.chance(70)))
    }

    private mutating func passTime() {
        guard let deadline = flow.deadline else { return }
        now = max(now, deadline)
        // The PBX keeps its own time: a phone that has rung for that long is not ringing any more.
        for (channel, phone) in channels.sorted(by: { $0.key.text < $1.key.text })
        where !phone.isUp && generator.chance(50) {
            remove(channel, .noAnswer)
        }
        handle(.tick)
    }

    private mutating func disconnect() {
        streamIsUp = false
        news = []
        handle(.disconnected)
    }

    private mutating func reconnect() {
        streamIsUp = true
        if flow.isEnded { return removeOrphans() }
        var snapshot = PBXSnapshot()
        for (channel, phone) in channels {
            snapshot.channels[channel] = phone.isUp ? .answered : phone.isRinging ? .ringing : .down
        }
        snapshot.bridges = visitBridges
        if bridgeExists { snapshot.bridges[.of(flow.id)] = bridge }
        // The service hands over what stands in the request's bridge, and hangs up other channels that nobody owns.
        for channel in channels.keys where channel.request == nil && !flow.owns(channel) && !bridge.contains(channel) {
            snapshot.channels[channel] = nil
            channels[channel] = nil
        }
        handle(.reconciled(snapshot))
    }

    /// What the service does after a restart with channels and bridges that no open request owns.
    private mutating func removeOrphans() {
        channels = [:]
        bridge = []
        bridgeExists = false
        visitBridges = [:]
    }

    /// The bridge is killed and started again: what is on disk is all it knows.
    private mutating func crash() {
        log.append("crash")
        do {
            flow = try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(flow))
        } catch {
            preconditionFailure("a flow does not survive being stored: \(error)")
        }
        orders = []
        news = []
        replies = []
        tasks = []
        streamIsUp = false
        if !flow.isEnded { handle(.resumed) }
    }

    private mutating func restartPBX() {
        log.append("PBX restarts")
        channels = [:]
        bridge = []
        bridgeExists = false
        visitBridges = [:]
        listeners = [:]
        playing = [:]
        liveCall = nil
        operatorHears = false
        streamIsUp = false
        news = []
    }
}

/// The people.
extension FlowWorld {
    private mutating func phoneActs(_ channel: ChannelID) {
        guard var phone = channels[channel], phone.extension != "listener" else { return }
        if phone.isUp { return talkerActs(channel) }
        if channel.request == nil {
            // An operator who has dialled waits to be answered, or gives up.
            if !isKind, generator.chance(15) { remove(channel, .normal) }
            return
        }
        switch isKind ? (phone.isRinging ? 3 : 0) : Int.random(in: 0..<10, using: &generator) {
        case 0..<3:
            phone.isRinging = true
            channels[channel] = phone
            tell(.ringing(channel))
        case 3..<7:
            phone.isUp = true
            channels[channel] = phone
            // Nobody enters Stasis while the event stream is down: the call is dropped at the answer.
            if streamIsUp { tell(.answered(channel)) } else { remove(channel, .normal) }
        case 7: remove(channel, .busy)
        case 8: remove(channel, .declined)
        default: remove(channel, .noAnswer)
        }
    }

    private mutating func talkerActs(_ channel: ChannelID) {
        switch Int.random(in: (isKind ? 40 : 0)..<(isKind ? 60 : 100), using: &generator) {
        // Two who are being visited talk a little longer.
        case ..<(flow.visits.contains(where: \.isActive) ? 3 : isCalm ? 40 : 12): remove(channel, .normal)
        case 40..<60: tell(.pressed(channel, "1"))
        case 60..<65: tell(.pressed(channel, "9"))
        case 65..<70: tell(.pressed(channel, "3"))
        case 75..<90:
            tell(.pressed(channel, "*"))
            tell(.pressed(channel, ["1", "2", "3"].randomElement(using: &generator) ?? "1"))
        case 70..<75 where !isCalm && bridge.contains(channel): transfer(channel)
        default: break
        }
    }

    /// A blind transfer: the successor stands in the bridge at once, and the phone that sent him away leaves.
    private mutating func transfer(_ channel: ChannelID) {
        guard let phone = channels[channel] else { return }
        transfers += 1
        let successor = ChannelID("1795000000.9\(transfers)")
        channels[successor] = Phone(extension: phone.extension, isUp: true)
        bridge.insert(successor)
        if streamIsUp {
            tell(.replaced(channel, by: successor))
        }
        remove(channel, .normal)
    }

    private mutating func remove(_ channel: ChannelID, _ reason: HangupReason) {
        channels[channel] = nil
        bridge.remove(channel)
        for visit in visitBridges.keys { visitBridges[visit]?.remove(channel) }
        if channel == flow.operatorLeg.channel { operatorHears = false }
        for playback in playing.filter({ $0.value == channel }).keys { playbackEnds(playback) }
        tell(.ended(channel, reason))
        endListeners(on: channel)
    }

    private mutating func playbackEnds(_ playback: PlaybackID) {
        guard playing.removeValue(forKey: playback) != nil else { return }
        tell(.playbackFinished(playback))
    }
}
