import Foundation

/// A helper who comes to the operator's live call.
///
/// The operator's leg is then a listener on that call: prompts that are played to it are heard by the operator alone, it
/// ends with the call, and hanging it up leaves the call as it is.
extension CallFlow {
    /// Whether the operator's leg is, or will be, a listener on his live call.
    var isCoaching: Bool { liveCall != nil }

    func seekLiveCall(_ actions: inout [Action]) {
        let own = isDialled ? [operatorLeg.channel] : []
        actions.append(.findLiveCall(caller.extension, apartFrom: own))
    }

    /// The operator's phone takes no second call: the helper may come to the one he has.
    ///
    /// - Returns: whether that is tried.
    mutating func turnsToLiveCall(_ actions: inout [Action]) -> Bool {
        guard !isDialled, !seeksLiveCall, liveCall == nil, request.mode == .consult, request.fallback == nil,
            route.options.whenOperatorBusy == .whisper
        else { return false }
        request.fallback = .operatorBusy
        seeksLiveCall = true
        seekLiveCall(&actions)
        return true
    }

    mutating func foundLiveCall(_ channel: ChannelID?, at now: Date, _ actions: inout [Action]) {
        guard seeksLiveCall, !isClosing else { return }
        seeksLiveCall = false
        guard let channel else { return noLiveCall(at: now, &actions) }
        liveCall = channel
        if request.fallback == .operatorBusy { request.mode = .whisper }
        if isDialled, operatorLeg.isActive {
            // He hears there that help is on its way, and goes back to his customer.
            noticeChannel = operatorLeg.channel
            formerChannels.append(operatorLeg.channel)
        }
        operatorHearsRinging = false
        operatorLeg = snoop(.whisper, at: now, &actions)
    }

    private mutating func noLiveCall(at now: Date, _ actions: inout [Action]) {
        if request.fallback == .operatorBusy {
            request.fallback = nil
            return end(.failed, .operatorBusy, at: now, &actions)
        }
        request.mode = .consult
        request.fallback = .noLiveCall
        if !isDialled {
            operatorLeg = Leg(channel: .ofOperator(request.id), extension: caller.extension, orderedAt: now)
            actions.append(ringOperator())
        } else if operatorLeg.state == .ended {
            end(.cancelled, .operatorHungUp, at: now, &actions)
        } else {
            joinIfReady(at: now, &actions)
        }
    }

    /// Makes a listener on the operator's live call; where he has none, on his leg.
    mutating func snoop(_ mode: CallMode, at now: Date, _ actions: inout [Action]) -> Leg {
        snoops += 1
        let leg = Leg(
            channel: .ofSnoop(request.id, position: snoops), extension: caller.extension, orderedAt: now)
        actions.append(.snoop(liveCall ?? operatorLeg.channel, as: leg.channel, mode))
        return leg
    }

    /// Makes a listener in another mode; when it is there, it takes the place of the one before.
    mutating func changeMode(to mode: CallMode, at now: Date, _ actions: inout [Action]) {
        guard isCoaching, nextSnoop == nil, snoopMode != mode else { return }
        request.mode = mode
        nextSnoop = snoop(mode, at: now, &actions)
    }

    /// The listener in the new mode is there.
    mutating func snoopAnswered(at now: Date, _ actions: inout [Action]) {
        guard let next = nextSnoop, next.state == .answered, !isClosing else { return }
        nextSnoop = nil
        snoopMode = request.mode
        formerChannels.append(operatorLeg.channel)
        sweptAt = now
        let former = operatorLeg.channel
        operatorLeg = next
        switch stage {
        case .connected(let position):
            // In before the other is out: the helper misses nothing.
            actions += [.join([next.channel, helperLegs[position].channel], .of(request.id)), .hangUp(former)]
        default:
            actions.append(.hangUp(former))
            joinIfReady(at: now, &actions)
        }
    }

    /// The listener in the new mode could not be made: the old one stays.
    mutating func snoopFailed(at now: Date, _ actions: inout [Action]) {
        nextSnoop = nil
        if case .connected = stage {
            request.mode = snoopMode
        } else if !isClosing {
            end(.failed, .pbxError, at: now, &actions)
        }
    }

    /// `*1`, `*2` and `*3` on the helper's phone.
    mutating func pressedWhileCoaching(_ key: Character, at now: Date, _ actions: inout [Action]) {
        if let mode = Self.mode(key, &isStarPressed) { changeMode(to: mode, at: now, &actions) }
    }

    /// The mode for which a key asks that was pressed after the star.
    static func mode(_ key: Character, _ isStarPressed: inout Bool) -> CallMode? {
        let isSecond = isStarPressed
        isStarPressed = key == "*"
        guard isSecond else { return nil }
        return switch key {
        case "1": .whisper
        case "2": .barge
        case "3": .listen
        default: nil
        }
    }

    /// He knows that help is on its way, or never will hear it.
    mutating func dismissNotice(_ actions: inout [Action]) {
        guard let channel = noticeChannel else { return }
        noticeChannel = nil
        actions.append(.hangUp(channel))
    }
}
