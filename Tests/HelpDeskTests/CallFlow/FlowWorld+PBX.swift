import Foundation
import TestSupport

@testable import HelpDesk

/// The PBX and the bridge.
extension FlowWorld {
    mutating func carryOutNextOrder() {
        let order = orders.removeFirst()
        let isLost = !isCalm && generator.chance(4)
        disk.check(order)
        switch order {
        case .originate(let ring): originate(ring, isLost: isLost)
        case .answer(let channel): answer(channel, isLost: isLost)
        case .lookForHelper(let helpers, _):
            let free = generator.chance(50) ? helpers.randomElement(using: &generator) : nil
            replies.append(
                free.map(CallFlow.Event.helperFree) ?? .waitingPosition(Int.random(in: 1...3, using: &generator)))
        case .findLiveCall:
            if streamIsUp {
                let (isOnHold, isSilent) = (generator.chance(20), generator.chance(10))
                replies.append(.liveCall(liveCall.map { LiveCall($0, isOnHold: isOnHold, isSilent: isSilent) }))
            }
        case .lookAtLiveCall(let channel):
            if streamIsUp, !isLost {
                let (isOnHold, isSilent) = (generator.chance(50), generator.chance(10))
                let call = LiveCall(channel, isOnHold: isOnHold, isSilent: isSilent)
                replies.append(.liveCall(channel == liveCall ? call : nil))
            }
        case .snoop(let target, let channel, _): snoop(target, as: channel, isLost: isLost)
        case .play(let audio, let playback, let channel):
            guard streamIsUp else { return handle(.notPlayed(playback, audio)) }
            guard !isLost, channels[channel]?.isUp == true else {
                handle(.playbackFinished(playback))
                return
            }
            if channel == flow.operatorLeg.channel { operatorHears = false }
            playing[playback] = channel
            if !isCalm, generator.chance(10) { playbackEnds(playback) }
        case .stopPlaying(let playback):
            if streamIsUp, !isLost { playbackEnds(playback) }
        case .startRinging(let channel):
            if streamIsUp, channels[channel] != nil { operatorHears = true }
        case .stopRinging:
            if streamIsUp { operatorHears = false }
        case .join(let members, .of(flow.id)): join(members, isLost: isLost)
        case .join(let members, let bridge): join(members, inVisit: bridge, isLost: isLost)
        case .destroy(let bridge):
            if !isLost { destroy(bridge) }
        case .hangUp(let channel):
            if channel == liveCall { liveCallWasTouched = true }
            guard channels[channel] != nil else { return handle(.ended(channel, .normal)) }
            if !isLost { remove(channel, .normal) }
        case .lookUp, .prepare: break
        }
    }

    mutating func destroy(_ bridge: BridgeID) {
        if bridge == .of(flow.id) {
            bridgeExists = false
            self.bridge = []
        } else {
            visitBridges[bridge] = nil
        }
        replies.append(.destroyed(bridge))
    }

    mutating func join(_ members: [ChannelID], isLost: Bool) {
        guard streamIsUp else { return }
        bridgeExists = true
        guard !isLost, members.allSatisfy({ channels[$0]?.isUp == true }) else { return handle(.joinFailed(members)) }
        for member in members where bridge.insert(member).inserted { tell(.joined(member)) }
        everJoined = true
        let unwanted = Set(
            flow.hunt.attempts.filter { $0.state == .hangingUp }.map(\.channel) + flow.cleanup.formerChannels)
        mostInBridge = max(mostInBridge, bridge.subtracting(unwanted).count)
        if flow.route.acceptKey != nil {
            joinedWithoutConsent += members.filter {
                $0.call != nil && !["101", "listener"].contains(channels[$0]?.extension) && !accepted.contains($0)
            }
        }
    }

    mutating func answer(_ channel: ChannelID, isLost: Bool) {
        guard streamIsUp else { return }
        guard channels[channel] != nil else { return replies.append(.ended(channel, .normal)) }
        channels[channel]?.isUp = true
        replies.append(isLost ? .refused(channel, .failed) : .answered(channel))
    }

    mutating func snoop(_ target: ChannelID, as channel: ChannelID, isLost: Bool) {
        guard streamIsUp else { return replies.append(.deferred(channel)) }
        guard channels[channel] == nil else { return replies.append(.originated(channel, isPhone: false)) }
        let isThere = target == liveCall || channels[target]?.isUp == true
        guard isThere else { return replies.append(.ended(channel, .normal)) }
        if isLost, generator.chance(50) {
            lateListeners[channel] = target
            return replies.append(.refused(channel, .failed))
        }
        makeListener(channel, on: target)
        replies.append(isLost ? .refused(channel, .failed) : .originated(channel, isPhone: false))
    }

    private mutating func makeListener(_ channel: ChannelID, on target: ChannelID) {
        channels[channel] = Phone(extension: "listener", isUp: true)
        listeners[channel] = target
        tell(.answered(channel))
    }

    /// An order of which nobody knew whether it would be carried out is carried out after all.
    mutating func lateListenerComes() {
        guard let (channel, target) = lateListeners.min(by: { $0.key.text < $1.key.text }) else { return }
        lateListeners[channel] = nil
        if target == liveCall || channels[target]?.isUp == true { makeListener(channel, on: target) }
    }

    mutating func endLiveCall() {
        if let call = liveCall { endListeners(on: call) }
        liveCall = nil
    }

    /// Who listens to a channel is out with it.
    mutating func endListeners(on target: ChannelID) {
        for channel in listeners.filter({ $0.value == target }).keys.sorted(by: { $0.text < $1.text }) {
            listeners[channel] = nil
            if channels[channel] != nil { remove(channel, .normal) }
        }
    }

    mutating func join(_ members: [ChannelID], inVisit bridge: BridgeID, isLost: Bool) {
        guard streamIsUp else { return }
        visitBridges[bridge, default: []].formUnion([])
        guard !isLost, members.allSatisfy({ channels[$0]?.isUp == true }) else { return handle(.joinFailed(members)) }
        for member in members where visitBridges[bridge]?.insert(member).inserted == true { tell(.joined(member)) }
    }

    mutating func originate(_ ring: CallFlow.Ring, isLost: Bool) {
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

    mutating func passTime() {
        guard let deadline = flow.deadline else { return }
        now = max(now, deadline)
        // The PBX keeps its own time: a phone that has rung for that long is not ringing any more.
        for (channel, phone) in channels.sorted(by: { $0.key.text < $1.key.text })
        where !phone.isUp && generator.chance(50) {
            remove(channel, .noAnswer)
        }
        handle(.tick)
    }

    /// Nothing is due yet when something else happens.
    mutating func passSomeTime() {
        guard let deadline = flow.deadline, deadline.timeIntervalSince(now) >= 1 else { return }
        let seconds = Int.random(in: 1...Int(deadline.timeIntervalSince(now)), using: &generator)
        now = now.addingTimeInterval(TimeInterval(seconds))
    }

    mutating func disconnect() {
        streamIsUp = false
        news = []
        handle(.disconnected)
    }

    mutating func reconnect() {
        streamIsUp = true
        if flow.isEnded { return removeOrphans() }
        var snapshot = PBXSnapshot()
        for (channel, phone) in channels {
            snapshot.channels[channel] = phone.isUp ? .answered : phone.isRinging ? .ringing : .down
        }
        snapshot.bridges = visitBridges
        if bridgeExists { snapshot.bridges[.of(flow.id)] = bridge }
        // The service hands over what stands in the request's bridge, and hangs up other channels that nobody owns.
        for channel in channels.keys where channel.call == nil && !flow.owns(channel) && !bridge.contains(channel) {
            snapshot.channels[channel] = nil
            channels[channel] = nil
        }
        handle(.reconciled(snapshot))
    }

    /// What the service does after a restart with channels and bridges that no open request owns.
    mutating func removeOrphans() {
        channels = [:]
        bridge = []
        bridgeExists = false
        visitBridges = [:]
    }

    /// The bridge is killed and started again: what is on disk is all it knows.
    mutating func crash() {
        log.append("crash")
        guard let stored = disk.read() else { preconditionFailure("a flow does not survive being stored") }
        flow = stored
        pending = PendingOrders()
        writing = nil
        orders = []
        news = []
        replies = []
        tasks = []
        streamIsUp = false
        supervisors.lostTakes()
        if flow.isEnded { return }
        handle(.resumed)
        handle(.absent(supervisors.absent))
    }

    mutating func restartPBX() {
        log.append("PBX restarts")
        channels = [:]
        bridge = []
        bridgeExists = false
        visitBridges = [:]
        listeners = [:]
        lateListeners = [:]
        playing = [:]
        liveCall = nil
        operatorHears = false
        streamIsUp = false
        news = []
    }
}
