import HelpDesk

/// Actions of people at their phones.
extension SimulatedExchange {
    /// Returns the state of a phone as a real PBX would report it.
    func state(of number: String) -> DeviceState {
        let states = channels(ofPhone: number).compactMap { snapshot.channels[$0.channel] }
        if states.contains(.answered) || liveCall(of: number) != nil { return .inUse }
        if !states.isEmpty { return .ringing }
        return switch (phones[number] ?? fallback).behaviour {
        case .busy: .inUse
        case .offline: .unavailable
        case .answers, .declines, .noAnswer, .dead: .idle
        }
    }

    mutating func dial(_ code: String, from number: String) -> (ChannelID, Effects) {
        var effects = Effects()
        let channel = addIncoming(from: number)
        effects.summary.append((number, "dials \(code)"))
        tell(.arrived(IncomingCall(channel: channel, code: code, callers: [number])), &effects)
        return (channel, effects)
    }

    mutating func find(_ channel: ChannelID, dialling code: String, from number: String) -> Effects {
        var effects = Effects()
        tell(.arrived(IncomingCall(channel: channel, code: code, callers: [number], wasFound: true)), &effects)
        return effects
    }

    /// Forwards the call of a phone that others ring.
    mutating func forward(to number: String) -> (ChannelID, Effects) {
        var effects = Effects()
        let phone = addIncoming(from: number)
        let successor = addIncoming(from: number)
        tell(.forwarded(phone, to: number, as: successor), &effects)
        return (successor, effects)
    }

    mutating func press(_ key: Character, phone number: String) -> Effects {
        var effects = Effects()
        for call in channels(ofPhone: number) where snapshot.channels[call.channel] == .answered {
            tell(.pressed(call.channel, key), &effects)
        }
        return effects
    }

    /// Transfers a phone's call; the successor enters the bridge at once, as the `Local` channel of a blind transfer
    /// does.
    mutating func transfer(phone number: String, to successor: String) -> Effects {
        var effects = Effects()
        for call in channels(ofPhone: number) {
            guard let bridge = snapshot.bridges.first(where: { $0.value.contains(call.channel) })?.key else { continue }
            let channel = addIncoming(from: successor, isAnswered: true, in: bridge)
            tell(.replaced(call.channel, by: channel), &effects)
            let leaving = happen(.end(call, .normal))
            effects.events += leaving.events
            effects.summary += leaving.summary
        }
        return effects
    }
}
