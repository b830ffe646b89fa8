import Foundation

/// Going on after a restart of the bridge or a loss of the event stream.
extension CallFlow {
    /// Orders again what was only in the memory of the process that stopped.
    mutating func resume(at now: Date, _ actions: inout [Action]) {
        if operatorLeg.state == .ordered { operatorLeg.state = .unconfirmed }
        for position in helperLegs.indices where helperLegs[position].state == .ordered {
            helperLegs[position].state = .unconfirmed
        }
        switch stage {
        case .reachingOperator, .findingHelper:
            if candidates == nil { actions.append(.lookUp) }
        case .joining, .connected, .apologizing, .ending, .ended:
            break
        }
        if case .preparing = announcement {
            announcement = .preparing(since: now)
            actions.append(.prepare(.requestSent, promptValues))
        }
        if case .preparing = apology {
            apology = .preparing(since: now)
            actions.append(.prepare(.unavailable, promptValues))
        }
    }

    /// The order was not sent. It is kept for the return of the event stream, unless that is back already: then nothing
    /// would ever remind us of it.
    mutating func deferred(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        if channel == operatorLeg.channel, operatorLeg.state == .ordered {
            if operatorLeg.hasSeenReconnect {
                orderOperatorAgain(at: now, &actions)
            } else {
                operatorLeg.state = .waitingForPBX
            }
        } else if let position = helperLegs.firstIndex(where: { $0.channel == channel && $0.state == .ordered }) {
            if helperLegs[position].hasSeenReconnect, stage == .findingHelper {
                orderHelperAgain(position, at: now, &actions)
            } else {
                helperLegs[position].state = .waitingForPBX
            }
        }
    }

    private mutating func orderOperatorAgain(at now: Date, _ actions: inout [Action]) {
        operatorLeg = Leg(channel: operatorLeg.channel, extension: operatorLeg.extension, orderedAt: now)
        actions.append(ringOperator())
    }

    private mutating func orderHelperAgain(_ position: Int, at now: Date, _ actions: inout [Action]) {
        let leg = helperLegs[position]
        helperLegs[position] = Leg(channel: leg.channel, extension: leg.extension, orderedAt: now)
        actions.append(ringHelper(helperLegs[position]))
    }

    /// Compares what should be with what is; what happened unseen is handled as if it had been seen.
    mutating func reconcile(with snapshot: PBXSnapshot, at now: Date, _ actions: inout [Action]) {
        if snapshot.bridges[.of(request.id)] != nil, !bridgeOrdered { actions.append(.destroy(.of(request.id))) }
        reconcileOperator(snapshot.channels[operatorLeg.channel], at: now, &actions)
        for position in helperLegs.indices {
            reconcileHelper(position, snapshot.channels[helperLegs[position].channel], at: now, &actions)
        }
        for channel in snapshot.channels.keys where channel.request == request.id && !owns(channel) {
            actions.append(.hangUp(channel))
        }
        let members = snapshot.bridges[.of(request.id)] ?? []
        for channel in members { joined(channel, at: now) }
        switch stage {
        case .joining(let position, _):
            // The order may have been lost with the connection; joining twice is harmless.
            join(position, at: now, &actions)
        case .connected(let position):
            let both = [operatorLeg.channel, helperLegs[position].channel]
            if !members.isSuperset(of: both) { actions.append(.join(both, .of(request.id))) }
        case .ending:
            hangUpEverything(&actions)
            finishIfQuiet(at: now)
        case .reachingOperator, .findingHelper, .apologizing, .ended:
            break
        }
    }

    private mutating func reconcileOperator(
        _ state: PBXSnapshot.ChannelState?, at now: Date, _ actions: inout [Action]
    ) {
        let channel = operatorLeg.channel
        switch state {
        case .answered?: answered(channel, at: now, &actions)
        case .ringing?: ringing(channel, at: now)
        case .down?: update(channel) { if $0.isUncertain { $0.state = .originated } }
        case nil:
            switch operatorLeg.state {
            case .ordered:
                // The reply is on its way.
                operatorLeg.hasSeenReconnect = true
            case .unconfirmed, .waitingForPBX:
                if now >= expiresAt {
                    operatorLeg.state = .ended
                    end(.expired, .expired, at: now, &actions)
                } else if stage == .reachingOperator {
                    // Ringing the operator's own phone once more does no harm; he asked for it.
                    orderOperatorAgain(at: now, &actions)
                }
            case .originated, .ringing, .answered:
                if case .connected = stage {
                    ended(channel, .normal, at: now, &actions)
                } else if now >= expiresAt {
                    operatorLeg.state = .ended
                    end(.expired, .expired, at: now, &actions)
                } else {
                    ended(channel, .noAnswer, at: now, &actions)
                }
            case .hangingUp:
                // An order to ring may still be under way; the reply to this one tells.
                actions.append(.hangUp(channel))
            case .ended: break
            }
        }
    }

    private mutating func reconcileHelper(
        _ position: Int, _ state: PBXSnapshot.ChannelState?, at now: Date, _ actions: inout [Action]
    ) {
        let leg = helperLegs[position]
        switch state {
        case .answered?: answered(leg.channel, at: now, &actions)
        case .ringing?: ringing(leg.channel, at: now)
        case .down?: update(leg.channel) { if $0.isUncertain { $0.state = .originated } }
        case nil:
            switch leg.state {
            case .waitingForPBX:
                guard stage == .findingHelper else { return }
                orderHelperAgain(position, at: now, &actions)
            case .ordered:
                helperLegs[position].hasSeenReconnect = true
            case .unconfirmed:
                // He may have been rung while nobody was looking, and nobody is rung twice.
                refused(leg.channel, .failed, at: now, &actions)
            case .originated, .ringing:
                ended(leg.channel, .noAnswer, at: now, &actions)
            case .answered:
                ended(leg.channel, .normal, at: now, &actions)
            case .hangingUp:
                actions.append(.hangUp(leg.channel))
            case .ended: break
            }
        }
    }
}
