import Foundation
import TestSupport

@testable import HelpDesk

/// The people.
extension FlowWorld {
    mutating func phoneActs(_ channel: ChannelID) {
        guard var phone = channels[channel], phone.extension != "listener" else { return }
        if phone.isUp { return talkerActs(channel) }
        if channel.call == nil, !phone.isForwarded {
            // An operator who has dialled waits to be answered, or gives up.
            if !isKind, generator.chance(15) { remove(channel, .normal) }
            return
        }
        if !isCalm, !phone.isRinging, !phone.isForwarded, generator.chance(5) { return forward(channel) }
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

    mutating func talkerActs(_ channel: ChannelID) {
        switch Int.random(in: (isKind ? 40 : 0)..<(isKind ? 60 : 100), using: &generator) {
        // Two who are being visited talk a little longer.
        case ..<(flow.visits.all.contains(where: \.isActive) ? 3 : isCalm ? 40 : 12): remove(channel, .normal)
        case 40..<60: tell(.pressed(channel, "1"))
        case 60..<65: tell(.pressed(channel, "9"))
        case 65..<70: tell(.pressed(channel, "3"))
        case 75..<90:
            tell(.pressed(channel, "*"))
            tell(.pressed(channel, ["1", "2", "3"].randomElement(using: &generator) ?? "1"))
        case 90..<95 where !isCalm && channel.call == nil && mayTransferCustomer(to: channel):
            transferCustomer(to: channel)
        case 70..<75 where !isCalm && bridge.contains(channel): transfer(channel)
        default: break
        }
    }

    /// A blind transfer: the successor stands in the bridge at once, and the phone that sent them away leaves.
    mutating func transfer(_ channel: ChannelID) {
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

    /// Whether the operator has their customer still, and no helper yet.
    private func mayTransferCustomer(to channel: ChannelID) -> Bool {
        let isJoining = if case .joining = flow.stage { true } else { false }
        return liveCall != nil && (bridge.isEmpty || (isJoining && !bridge.contains(channel)))
    }

    /// An operator who has dialled puts their customer on the line in their own place.
    mutating func transferCustomer(to channel: ChannelID) {
        // The end of the listener on their call may be told before that they are here.
        if generator.chance(30) { endLiveCall() }
        transfers += 1
        let successor = ChannelID("1795000000.9\(transfers)")
        channels[successor] = Phone(extension: "101", isUp: true)
        // The answer to an order to hang up may tell of the end before that.
        let isEndToldFirst = generator.chance(30)
        if isEndToldFirst { remove(channel, .normal) }
        tell(.replaced(channel, by: successor))
        if !isEndToldFirst { remove(channel, .normal) }
        endLiveCall()
    }

    /// The PBX rings another number in the phone's place, as a channel of its own.
    mutating func forward(_ channel: ChannelID) {
        guard let phone = channels[channel] else { return }
        forwards += 1
        let successor = ChannelID("1795000000.7\(forwards)")
        channels[successor] = Phone(extension: phone.extension, isForwarded: true)
        let number = ["101", "202", "300"].randomElement(using: &generator)
        tell(.forwarded(channel, by: successor, to: number, isAllowed: generator.chance(70)))
        remove(channel, .declined)
    }

    mutating func remove(_ channel: ChannelID, _ reason: HangupReason) {
        channels[channel] = nil
        bridge.remove(channel)
        for visit in visitBridges.keys { visitBridges[visit]?.remove(channel) }
        if channel == flow.operatorLeg.channel { operatorHears = false }
        for playback in playing.filter({ $0.value == channel }).keys { playbackEnds(playback) }
        tell(.ended(channel, reason))
        endListeners(on: channel)
    }

    mutating func playbackEnds(_ playback: PlaybackID) {
        guard playing.removeValue(forKey: playback) != nil else { return }
        tell(.playbackFinished(playback))
    }
}
