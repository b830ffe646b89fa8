import Foundation

/// Legs that fail or end, and the end of the request.
extension CallFlow {
    mutating func refused(
        _ channel: ChannelID, _ reason: HangupReason, at now: Date, _ actions: inout [Action]
    ) {
        guard reason == .failed else { return ended(channel, reason, at: now, &actions) }
        // An order without an answer may have been carried out after all: nothing may ring on.
        if channel == operatorLeg.channel {
            end(.failed, .pbxError, at: now, &actions)
        } else if channel == nextSnoop?.channel {
            formerChannels.append(channel)
            actions.append(.hangUp(channel))
            snoopFailed(at: now, &actions)
        } else if visitRefused(channel, at: now, &actions) {
            return
        } else if let position = helperPosition(channel), helperLegs[position].isPending {
            release(position, .error, at: now, &actions)
            ringNextHelpers(at: now, &actions)
        }
    }

    mutating func ended(_ channel: ChannelID, _ reason: HangupReason, at now: Date, _ actions: inout [Action]) {
        if channel == operatorLeg.channel {
            operatorEnded(reason, at: now, &actions)
        } else if let position = helperPosition(channel) {
            helperEnded(position, reason, at: now, &actions)
        } else if channel == nextSnoop?.channel {
            snoopFailed(at: now, &actions)
        } else if !visitEnded(channel, reason, at: now, &actions) {
            if channel == noticeChannel { noticeChannel = nil }
            formerChannels.removeAll { $0 == channel }
            finishIfQuiet(at: now)
        }
    }

    private mutating func operatorEnded(_ reason: HangupReason, at now: Date, _ actions: inout [Action]) {
        guard operatorLeg.state != .ended else { return }
        operatorLeg.state = .ended
        operatorLeg.isJoined = false
        // He has gone back to his customer, where the helper will come to him.
        if isDialled, seeksLiveCall, !isClosing { return }
        switch stage {
        case .reachingOperator where isCoaching:
            end(.cancelled, .callEnded, at: now, &actions)
        case .reachingOperator where isDialled:
            end(.cancelled, .operatorHungUp, at: now, &actions)
        case .reachingOperator where reason == .busy && turnsToLiveCall(&actions):
            break
        case .reachingOperator:
            end(.failed, Self.operatorOutcome(reason), at: now, &actions)
        case .findingHelper, .joining:
            end(.cancelled, isCoaching ? .callEnded : .operatorHungUp, at: now, &actions)
        case .connected:
            end(.completed, .helped, at: now, &actions)
        case .closing(let state, let outcome, _):
            end(state, outcome, at: now, &actions)
        case .ending:
            finishIfQuiet(at: now)
        case .ended:
            break
        }
    }

    private static func operatorOutcome(_ reason: HangupReason) -> Outcome {
        switch reason {
        case .busy, .declined: .operatorBusy
        case .noAnswer, .normal: .operatorNoAnswer
        case .offline: .operatorOffline
        case .failed: .pbxError
        }
    }

    private mutating func helperEnded(
        _ position: Int, _ reason: HangupReason, at now: Date, _ actions: inout [Action]
    ) {
        let state = helperLegs[position].state
        guard state != .ended else { return }
        let hadConsented = helperLegs[position].consent == .given
        helperLegs[position].state = .ended
        helperLegs[position].consent = .open
        helperLegs[position].isJoined = false
        switch stage {
        case .connected(position):
            end(.completed, .helped, at: now, &actions)
        case .joining(position, _):
            settleAttempt(position, .declined, at: now)
            stage = .findingHelper
            startRinging(&actions)
            ringNextHelpers(at: now, &actions)
        case .findingHelper where state != .hangingUp:
            if state == .answered, !hadConsented, route.acceptKey != nil {
                // He has listened and pressed nothing: that may have been a voicemail.
                request.attempts[position].result = .noAnswer
            } else {
                settleAttempt(position, state == .answered ? .declined : Self.attemptResult(reason), at: now)
            }
            ringNextHelpers(at: now, &actions)
        case .ending:
            finishIfQuiet(at: now)
        case .reachingOperator, .findingHelper, .joining, .connected, .closing, .ended:
            break
        }
    }

    private static func attemptResult(_ reason: HangupReason) -> RingAttempt.Result {
        switch reason {
        case .normal, .noAnswer: .noAnswer
        case .busy: .busy
        case .declined: .declined
        case .offline: .offline
        case .failed: .error
        }
    }

    /// Decides how the request ends, and hangs up what is left of it.
    ///
    /// The state is not entered before the PBX has confirmed that every leg is gone: an ended request does nothing more.
    mutating func end(_ state: RequestState, _ outcome: Outcome, at now: Date, _ actions: inout [Action]) {
        switch stage {
        case .ending, .ended: return
        case .reachingOperator, .findingHelper, .joining, .connected, .closing: break
        }
        stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Patience.hangUp))
        if state != .completed, state != .unavailable { request.manager = nil }
        for position in helperLegs.indices where request.attempts[position].result == nil {
            settleAttempt(position, .cancelled, at: now)
        }
        settleVisits(at: now)
        hangUpEverything(at: now, &actions)
        finishIfQuiet(at: now)
    }

    /// What is still to be done when it is over: nobody who turns up late, or is found, may ring or hold the line on.
    func leftover(in event: Event) -> [Action] {
        switch event {
        case .ringing(let channel), .answered(let channel): [.hangUp(channel)]
        case .reconciled(let snapshot):
            snapshot.channels.keys.map(Action.hangUp) + snapshot.bridges.keys.map(Action.destroy)
        default: []
        }
    }

    mutating func hangUpEverything(at now: Date, _ actions: inout [Action]) {
        for position in helperLegs.indices { release(position, &actions) }
        for position in visits.indices { leave(position, at: now, &actions) }
        switch operatorLeg.state {
        case .ended: break
        case .waitingForPBX: operatorLeg.state = .ended
        case .ordered, .unconfirmed, .originated, .ringing, .answered, .hangingUp:
            operatorLeg.state = .hangingUp
            actions.append(.hangUp(operatorLeg.channel))
        }
        if let leg = nextSnoop {
            nextSnoop = nil
            formerChannels.append(leg.channel)
        }
        for channel in formerChannels { actions.append(.hangUp(channel)) }
        if bridgeOrdered {
            bridgeOrdered = false
            actions.append(.destroy(.of(request.id)))
        }
    }

    mutating func finishIfQuiet(at now: Date) {
        guard case .ending(let state, let outcome, _) = stage,
            operatorLeg.state == .ended, (helperLegs + visits.map(\.phone)).allSatisfy({ $0.state == .ended }),
            formerChannels.isEmpty
        else { return }
        stage = .ended
        request.outcome = outcome
        request.enter(state, at: now)
    }
}
