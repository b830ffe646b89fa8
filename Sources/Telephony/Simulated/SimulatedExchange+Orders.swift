import Foundation
import HelpDesk

/// The effects of orders.
extension SimulatedExchange {
    mutating func originate(_ order: Origination, _ effects: inout Effects) throws(PBXError) {
        guard legs[order.channel] == nil else { return }
        // Extensions of another PBX are known by their whole address.
        let number = if case .otherPBX = order.destination { order.number.address } else { order.number.text }
        let script = phones[number] ?? fallback
        guard script.behaviour != .offline else {
            effects.summary.append((number, "is not registered and cannot be rung"))
            throw .offline
        }
        serial += 1
        let call = Call(channel: order.channel, serial: serial)
        legs[order.channel] = Leg(serial: serial, phone: number, script: script)
        ringCounts[number, default: 0] += 1
        let timeout = Duration.seconds(max(1, order.timeoutSeconds))
        switch script.behaviour {
        case .busy:
            effects.later.append(Delayed(delay: Self.signalling, event: .end(call, .busy)))
        case .dead:
            effects.later.append(
                Delayed(delay: min(timeout, Self.deadPhoneTimeout), event: .timeout(call)))
        case .answers, .declines, .noAnswer, .offline:
            effects.later.append(Delayed(delay: Self.signalling, event: .ring(call)))
            effects.later.append(Delayed(delay: timeout, event: .timeout(call)))
        }
    }

    mutating func play(
        _ prompt: PromptAudio, _ playback: PlaybackID, _ channel: ChannelID, _ effects: inout Effects
    ) throws(PBXError) {
        let leg = try answeredLeg(channel)
        let succeeds = !unplayable.contains(prompt.digest)
        legs[channel]?.hearsRinging = false
        legs[channel]?.playbacks.append(
            (playback, succeeds ? .seconds(max(0, prompt.seconds)) : Self.signalling, succeeds))
        if leg.playbacks.isEmpty { startPlayback(Call(channel: channel, serial: leg.serial), &effects) }
    }

    mutating func record(
        _ take: TakeID, _ channel: ChannelID, _ effects: inout Effects
    ) throws(PBXError) {
        let leg = try answeredLeg(channel)
        guard leg.take == nil, recordings[take] == nil else { throw .refused("409: Recording already in progress") }
        legs[channel]?.take = take
        let call = Call(channel: channel, serial: leg.serial)
        effects.later.append(Delayed(delay: leg.script.speaksFor, event: .speechEnds(take, call)))
        effects.summary.append((leg.phone, "hears a beep and speaks"))
    }

    mutating func join(
        _ channels: [ChannelID], _ bridge: BridgeID, _ effects: inout Effects
    ) throws(PBXError) {
        bridges[bridge, default: []].formUnion([])
        for channel in channels { _ = try answeredLeg(channel) }
        let arrivals = channels.filter { bridges[bridge]?.contains($0) == false }
        for channel in channels {
            for other in bridges.keys { bridges[other]?.remove(channel) }
            bridges[bridge]?.insert(channel)
            effects.events.append(.enteredBridge(channel))
        }
        guard !arrivals.isEmpty, let members = bridges[bridge], members.count > 1 else { return }
        for channel in members.sorted(by: { $0.text < $1.text }) {
            guard let leg = legs[channel] else { continue }
            effects.summary.append((leg.phone, "is connected"))
            guard let talk = leg.script.talksFor, !leg.willHangUp else { continue }
            legs[channel]?.willHangUp = true
            effects.later.append(
                Delayed(delay: talk, event: .end(Call(channel: channel, serial: leg.serial), .normal)))
        }
    }

    func answeredLeg(_ channel: ChannelID) throws(PBXError) -> Leg {
        guard let leg = legs[channel] else { throw .gone }
        guard leg.state == .answered else { throw .refused("422: Channel not in Stasis application") }
        return leg
    }
}
