import Foundation

@testable import HelpDesk

/// Two or more phones, a PBX and a bridge that may crash, with every choice left to a seed.
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
    private(set) var invitations: [String: Int] = [:]
    private(set) var operatorHears = false
    private(set) var playing: PlaybackID?
    private(set) var everJoined = false
    private(set) var log: [String] = []

    private var generator: SplitMix64
    private var orders: [CallFlow.Action] = []
    private var news: [CallFlow.Event] = []
    /// What the PBX has answered to orders, and the bridge has not read yet.
    private var replies: [CallFlow.Event] = []
    private var tasks: [CallFlow.Action] = []
    private(set) var streamIsUp = true
    /// After the wild part of a run nothing fails any more, so that every request must come to its end.
    var isCalm = false

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        flow = FlowFixture.flow()
        handle(.started)
    }

    var isQuiet: Bool { orders.isEmpty && news.isEmpty && replies.isEmpty && tasks.isEmpty }

    /// Whether the operator is on the line, nothing is under way, and he hears nothing.
    var operatorIsInSilence: Bool {
        guard let phone = channels[flow.operatorLeg.channel], phone.isUp, streamIsUp, isQuiet else { return false }
        return !operatorHears && playing == nil && !bridge.contains(flow.operatorLeg.channel)
    }

    /// Lets one thing happen.
    mutating func step() {
        var choices: [(FlowWorld) -> (inout FlowWorld) -> Void] = []
        func offer(_ weight: Int, _ choice: @escaping (inout FlowWorld) -> Void) {
            for _ in 0..<weight { choices.append { _ in choice } }
        }
        if !replies.isEmpty { offer(6) { $0.readReply() } }
        if !orders.isEmpty, replies.isEmpty { offer(6) { $0.carryOutNextOrder() } }
        if !news.isEmpty { offer(6) { $0.deliverNews() } }
        if !tasks.isEmpty { offer(4) { $0.finishTask() } }
        for channel in channels.keys.sorted(by: { $0.text < $1.text }) {
            offer(isCalm ? 2 : 3) { $0.phoneActs(channel) }
        }
        if playing != nil { offer(2) { $0.playbackEnds(succeeded: true) } }
        if isCalm {
            if !streamIsUp { offer(4) { $0.reconnect() } }
            if isQuiet { offer(2) { $0.passTime() } }
        } else {
            offer(1) { $0.passTime() }
            if streamIsUp { offer(1) { $0.disconnect() } } else { offer(2) { $0.reconnect() } }
            if generator.chance(8) { offer(1) { $0.crash() } }
            if generator.chance(5) { offer(1) { $0.handle(.cancel) } }
            if generator.chance(3) { offer(1) { $0.restartPBX() } }
        }
        guard let choice = choices.randomElement(using: &generator) else { return }
        choice(self)(&self)
    }

    mutating func handle(_ event: CallFlow.Event) {
        log.append("\(event)")
        for action in flow.handle(event, at: now) {
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

    private mutating func carryOutNextOrder() {
        let order = orders.removeFirst()
        let isLost = !isCalm && generator.chance(4)
        switch order {
        case .originate(let ring): originate(ring, isLost: isLost)
        case .play(_, let playback, let channel):
            guard streamIsUp, !isLost, channels[channel]?.isUp == true else {
                handle(.playbackFinished(playback))
                return
            }
            operatorHears = false
            playing = playback
            if !isCalm, generator.chance(10) { playbackEnds(succeeded: false) }
        case .startRinging(let channel):
            if channels[channel] != nil { operatorHears = true }
        case .stopRinging: operatorHears = false
        case .join(let members, _):
            guard streamIsUp else { return }
            bridgeExists = true
            guard !isLost, members.allSatisfy({ channels[$0]?.isUp == true }) else {
                handle(.joinFailed)
                return
            }
            for member in members where bridge.insert(member).inserted { tell(.joined(member)) }
            everJoined = true
        case .destroy:
            bridgeExists = false
            bridge = []
        case .hangUp(let channel):
            guard channels[channel] != nil else {
                handle(.ended(channel, .normal))
                return
            }
            if isLost { return }
            remove(channel, .normal)
        case .lookUp, .prepare: break
        }
    }

    private mutating func originate(_ ring: CallFlow.Ring, isLost: Bool) {
        guard streamIsUp else { return replies.append(.deferred(ring.channel)) }
        guard channels[ring.channel] == nil else { return replies.append(.originated(ring.channel)) }
        if isLost, generator.chance(50) { return replies.append(.refused(ring.channel, .failed)) }
        if generator.chance(10) { return replies.append(.refused(ring.channel, .offline)) }
        channels[ring.channel] = Phone(extension: ring.extension)
        invitations[ring.extension, default: 0] += 1
        // An order whose reply was lost has been carried out all the same.
        replies.append(isLost ? .refused(ring.channel, .failed) : .originated(ring.channel))
    }

    private mutating func readReply() {
        handle(replies.removeFirst())
    }

    private mutating func deliverNews() {
        // Events of one channel keep their order, those of different channels do not have to.
        let event = news.removeFirst()
        handle(event)
        // The same news twice does no harm.
        if !isCalm, generator.chance(5) { handle(event) }
    }

    private mutating func finishTask() {
        guard let position = tasks.indices.randomElement(using: &generator) else { return }
        switch tasks.remove(at: position) {
        case .lookUp:
            let extensions = ["200", "201", "202"].prefix(Int.random(in: 0...3, using: &generator))
            handle(.resolved(FlowFixture.ladder(Array(extensions))))
        case .prepare(let kind, _):
            handle(generator.chance(85) ? .promptReady(kind, FlowFixture.audio) : .promptFailed(kind))
        default: break
        }
    }

    private mutating func phoneActs(_ channel: ChannelID) {
        guard var phone = channels[channel] else { return }
        if phone.isUp {
            if generator.chance(isCalm ? 40 : 12) { remove(channel, .normal) }
            return
        }
        switch Int.random(in: 0..<10, using: &generator) {
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

    private mutating func remove(_ channel: ChannelID, _ reason: HangupReason) {
        channels[channel] = nil
        bridge.remove(channel)
        if channel == flow.operatorLeg.channel {
            operatorHears = false
            if playing != nil { playbackEnds(succeeded: false) }
        }
        tell(.ended(channel, reason))
    }

    private mutating func playbackEnds(succeeded: Bool) {
        guard let playback = playing else { return }
        playing = nil
        tell(.playbackFinished(playback))
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
    }

    private mutating func reconnect() {
        streamIsUp = true
        var snapshot = PBXSnapshot()
        for (channel, phone) in channels {
            snapshot.channels[channel] = phone.isUp ? .answered : phone.isRinging ? .ringing : .down
        }
        if bridgeExists { snapshot.bridges[.of(flow.id)] = bridge }
        if flow.isEnded { removeOrphans() }
        handle(.reconciled(snapshot))
    }

    /// What the service does after a restart with channels and bridges that no open request owns.
    private mutating func removeOrphans() {
        channels = [:]
        bridge = []
        bridgeExists = false
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
        playing = nil
        operatorHears = false
        streamIsUp = false
        news = []
    }
}
