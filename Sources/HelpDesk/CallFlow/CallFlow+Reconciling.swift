import Foundation

/// Going on after a restart of the bridge or a loss of the event stream.
extension CallFlow {
    /// How many processes may ask the sources about one request. Where two have come to their end meanwhile, it may be
    /// the asking that has ended them.
    static let mostLookups = 2

    /// Orders again what was only in the memory of the process that stopped.
    mutating func resume(at now: Date, _ actions: inout [Action]) {
        if operatorLeg.state == .ordered { operatorLeg.state = .unconfirmed }
        for position in helperLegs.indices where helperLegs[position].state == .ordered {
            helperLegs[position].state = .unconfirmed
        }
        for position in visits.indices where visits[position].phone.state == .ordered {
            visits[position].phone.state = .unconfirmed
        }
        isBlind = true
        switch stage {
        case .reachingOperator, .findingHelper:
            if candidates == nil {
                // Of stored data: it may be any number.
                lookups = min(lookups, Self.mostLookups) + 1
                actions.append(.lookUp)
            }
        case .joining, .connected, .closing, .ending, .ended:
            break
        }
        for kind in PromptKind.allCases {
            guard case .preparing? = prompts[kind] else { continue }
            prompts[kind] = .preparing(since: now)
            actions.append(.prepare(kind, promptValues))
        }
    }

    /// The order was not sent. It is kept for the return of the event stream, unless that is back already: then nothing
    /// would ever remind us of it.
    mutating func deferred(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        if channel == nextSnoop?.channel {
            snoopFailed(at: now, &actions)
        } else if visitRefused(channel, at: now, &actions) {
            return
        } else if channel == operatorLeg.channel, operatorLeg.state == .ordered {
            if operatorLeg.hasSeenReconnect {
                orderOperatorAgain(at: now, &actions)
            } else {
                operatorLeg.state = .waitingForPBX
            }
        } else if let position = helperPosition(channel), helperLegs[position].state == .ordered {
            if helperLegs[position].hasSeenReconnect, stage == .findingHelper {
                orderHelperAgain(position, at: now, &actions)
            } else {
                helperLegs[position].state = .waitingForPBX
            }
        }
    }

    mutating func orderOperatorAgain(at now: Date, _ actions: inout [Action]) {
        operatorLeg = Leg(channel: operatorLeg.channel, extension: operatorLeg.extension, orderedAt: now)
        if let liveCall {
            actions.append(.snoop(liveCall, as: operatorLeg.channel, .whisper))
        } else {
            actions.append(ringOperator())
        }
    }

    mutating func orderHelperAgain(_ position: Int, at now: Date, _ actions: inout [Action]) {
        let leg = helperLegs[position]
        helperLegs[position] = Leg(
            channel: leg.channel, extension: leg.extension, candidate: leg.candidate, orderedAt: now)
        helperLegs[position].isTaker = leg.isTaker
        actions.append(ringHelper(helperLegs[position]))
    }

    /// Compares what should be with what is; what happened unseen is handled as if it had been seen.
    mutating func reconcile(with snapshot: PBXSnapshot, at now: Date, _ actions: inout [Action]) {
        isBlind = false
        let former = formerChannels
        if snapshot.bridges[.of(request.id)] != nil, !bridgeOrdered { actions.append(.destroy(.of(request.id))) }
        adoptTransferred(snapshot, &actions)
        if !isNewer(operatorLeg, than: snapshot) {
            reconcileOperator(snapshot.channels[operatorLeg.channel], at: now, &actions)
        }
        for position in helperLegs.indices where !isNewer(helperLegs[position], than: snapshot) {
            reconcileHelper(position, snapshot.channels[helperLegs[position].channel], at: now, &actions)
        }
        reconcileNextSnoop(snapshot, at: now, &actions)
        reconcileVisits(snapshot, at: now, &actions)
        if seeksLiveCall { seekLiveCall(&actions) }
        for channel in former where snapshot.channels[channel] == nil {
            ended(channel, .normal, at: now, &actions)
        }
        for channel in snapshot.channels.keys where !owns(channel) {
            actions.append(.hangUp(channel))
        }
        let members = snapshot.bridges[.of(request.id)] ?? []
        for channel in snapshot.bridges.values.flatMap(\.self) { joined(channel, at: now) }
        switch stage {
        case .joining(let position, _):
            // The order may have been lost with the connection; joining twice is harmless.
            join(position, at: now, &actions)
        case .connected(let position):
            let both = [operatorLeg.channel, helperLegs[position].channel]
            if !members.isSuperset(of: both) { actions.append(.join(both, .of(request.id))) }
        case .ending:
            hangUpEverything(at: now, &actions)
            finishIfQuiet(at: now)
        case .reachingOperator:
            // The order to take his call may have been lost.
            let call = noticeChannel ?? operatorLeg.channel
            if isDialled, snapshot.channels[call] == .ringing { actions.append(.answer(call)) }
        case .findingHelper, .closing, .ended:
            break
        }
    }

    /// A transfer that nobody has seen: somebody of the two is gone, and a channel that is not ours stands in his place.
    private mutating func adoptTransferred(_ snapshot: PBXSnapshot, _ actions: inout [Action]) {
        guard case .connected(let position) = stage else { return }
        let strangers = (snapshot.bridges[.of(request.id)] ?? []).filter { $0.request == nil && !owns($0) }
        guard strangers.count == 1, let stranger = strangers.first else { return }
        for channel in [helperLegs[position].channel, operatorLeg.channel] where snapshot.channels[channel] == nil {
            replaced(channel, by: stranger, &actions)
            return
        }
    }

    private mutating func reconcileNextSnoop(_ snapshot: PBXSnapshot, at now: Date, _ actions: inout [Action]) {
        guard let leg = nextSnoop, !isNewer(leg, than: snapshot) else { return }
        switch snapshot.channels[leg.channel] {
        case .answered?: answered(leg.channel, at: now, &actions)
        case .ringing?, .down?: break
        // Its order may still be under way; hanging it up tells.
        case nil: refused(leg.channel, .failed, at: now, &actions)
        }
    }

    /// Whether the PBX has taken a leg's order after it was asked how the world stands.
    func isNewer(_ leg: Leg, than snapshot: PBXSnapshot) -> Bool {
        guard let originatedAt = leg.originatedAt, snapshot.channels[leg.channel] == nil else { return false }
        return originatedAt >= snapshot.takenAt
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
                } else if stage == .reachingOperator || (isCoaching && stage == .findingHelper) {
                    // Ringing the operator's own phone once more does no harm; he asked for it.
                    orderOperatorAgain(at: now, &actions)
                } else if case .closing(let state, let outcome, _) = stage {
                    // It is of no use any more: he hears of the end where he has dialled, or not at all.
                    operatorLeg.state = .ended
                    if noticeChannel == nil { end(state, outcome, at: now, &actions) }
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
